"""The group that is quick and worth nothing, under the name by which tests know it."""

from hal_sim.swarm import small_group

SMALL = small_group.SMALL
