#!/bin/busybox sh
# First process of the virtual machine: makes the host's files, covered by a memory file system, its own
# root, runs the guest tests there and switches off. `host` is the host's / and cannot be written;
# `kernel` holds the kernel's modules, `share` takes the results back.
bb=/bin/busybox
shared="trans=virtio,version=9p2000.L,msize=512000"

say() { echo "vm: $*"; }
end() {
    say "$*"
    $bb sync
    $bb poweroff -f
    $bb sleep 10
}

$bb mount -t proc proc /proc
$bb mount -t sysfs sysfs /sys
$bb mount -t devtmpfs devtmpfs /dev
for module in /modules/*.ko; do $bb insmod "$module" || end "cannot load $module"; done
$bb mount -t 9p -o "$shared,ro,cache=loose" host /host || end "cannot reach the host's files"
$bb mount -t tmpfs -o size=75% tmpfs /rw
$bb mkdir /rw/upper /rw/work
$bb mount -t overlay -o lowerdir=/host,upperdir=/rw/upper,workdir=/rw/work overlay /newroot || end "no overlay"
for folder in proc sys dev run vm/share vm/tmp lib/modules; do $bb mkdir -p "/newroot/$folder"; done
$bb mount -t 9p -o "$shared,ro,cache=loose" kernel /newroot/lib/modules || end "cannot reach the modules"
$bb mount -t 9p -o "$shared" share /newroot/vm/share || end "cannot reach the folder for results"
$bb mount -t tmpfs -o mode=1777,size=75% tmpfs /newroot/vm/tmp
$bb mount -t tmpfs tmpfs /newroot/run
for folder in proc sys dev; do $bb mount --move "/$folder" "/newroot/$folder"; done
exec $bb chroot /newroot /bin/busybox sh /vm/share/guest.sh
