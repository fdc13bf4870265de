# Second half of the start, inside the host's files: what a booted machine would have, then the tests.
# `job` sets project, python, arguments and cuts; what the tests print goes to the serial console.
. /vm/share/job
export SEALMARK_VM_CUTS="$cuts"
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export HOME=/vm/tmp TMPDIR=/vm/tmp LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 SEALMARK_VM=1
export PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 QT_QPA_PLATFORM=offscreen QT_QUICK_BACKEND=software OMP_NUM_THREADS=1

mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
modprobe configfs
mount -t configfs configfs /sys/kernel/config
ip link set lo up
hostname sealmark-vm

echo "vm: up after $(cut -d' ' -f1 /proc/uptime) s"
cd "$project"
eval "set -- $arguments"
# Every import costs seconds here: without the other tests' conftest.py and pytest's plugins.
"$python" -m pytest --confcutdir=tests/vm/guest -p no:cacheprovider --color=no \
    -o junit_family=legacy -o faulthandler_timeout=240 --junitxml=/vm/share/junit.xml "$@"
echo $? > /vm/share/status
echo "vm: done after $(cut -d' ' -f1 /proc/uptime) s"
sync
exec /bin/busybox poweroff -f
