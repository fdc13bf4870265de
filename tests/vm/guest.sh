# Second half of the start, inside the host's files: what a booted machine would have, then the tests.
# `job` sets project, python and filter; what the tests print goes to the serial console.
. /vm/share/job
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export HOME=/tmp LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 SEALMARK_VM=1
export QT_QUICK_BACKEND=software OMP_NUM_THREADS=1 HYPOTHESIS_STORAGE_DIRECTORY=/tmp/hypothesis

mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t configfs configfs /sys/kernel/config
ip link set lo up
hostname sealmark-vm
/lib/systemd/systemd-udevd --daemon
udevadm trigger --action=add
udevadm settle --timeout=20

echo "vm: up after $(cut -d' ' -f1 /proc/uptime) s"
cd "$project"
eval "set -- $filter"
"$python" -m pytest tests/vm/guest -p no:cacheprovider --junitxml=/vm/share/junit.xml -rs "$@"
echo $? > /vm/share/status
echo "vm: done after $(cut -d' ' -f1 /proc/uptime) s"
sync
exec /bin/busybox poweroff -f
