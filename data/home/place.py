"""Where the home may lie: on a disk of this machine, and in no folder that is copied elsewhere.

Network disks neither keep locks nor a crash apart reliably, and a synchronised folder copies what
is known about people to other machines and swaps files while they are read. Both are recognised
by the table of mounted disks, by names of folders and by the marks that such programs leave.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path

import psutil

from analytics.errors import StorageError
from analytics.messages import Message, message

__all__ = ["INSIST", "Mount", "check_place", "refusal"]

#: Set to 1, this environment variable lets the home lie anywhere.
INSIST = "LINCHPIN_HOME_ANYWHERE"

#: Mount point, type of its file system, and options, of which Windows tells "remote".
Mount = tuple[str, str, str]

_NETWORK = frozenset(
    (
        "afpfs afs beegfs ceph cifs coda davfs davfs2 glusterfs gpfs lustre ncp ncpfs "
        "nfs nfs4 orangefs panfs pvfs2 smb smb2 smb3 smbfs sshfs webdav"
    ).split()
)
_NETWORK_FUSE = re.compile(
    r"(?:fuse|fuseblk|macfuse|osxfuse)\.(?:sshfs|rclone|davfs2?|s3fs|goofys|gcsfuse|blobfuse2?"
    r"|glusterfs|ceph|cephfs|curlftpfs|smbnetfs|gvfsd-fuse|onedriver|google-drive-ocamlfuse"
    r"|juicefs|seadrive|kio-fuse|portal|vmhgfs-fuse)"
)
#: Names of folders as a whole, in any case, and the service that synchronises them.
_SYNCHRONISED = (
    (r"onedrive(?: ?- .+)?", "OneDrive"),
    (r"dropbox(?: ?\(.+\))?", "Dropbox"),
    (r"icloud ?drive|com~apple~clouddocs|mobile documents", "iCloud"),
    (r"google ?drive(?:-.+)?|googledrivefs", "Google Drive"),
    (r"nextcloud\d*", "Nextcloud"),
    (r"owncloud\d*", "ownCloud"),
    (r"seafile", "Seafile"),
    (r"nutstore(?: files)?|我的坚果云|坚果云", "坚果云"),
    (r"baidu(?:net|sync)disk|百度网盘.*|百度云.*", "百度网盘"),
    (r"weiyun|腾讯微云|微云", "腾讯微云"),
    (r"cloudstorage", "CloudStorage"),
)
#: Files and folders by which a synchronising program marks the top of what it copies.
_MARKS = (
    (".stfolder", "Syncthing"),
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".tmp.drivedownload", "Google Drive"),
    (".seafile-data", "Seafile"),
)
#: Variables in which OneDrive names its folders (Windows).
_ONEDRIVE = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def check_place(home: Path) -> None:
    """Make sure that the home lies where its promises hold, unless the user insists.

    Raises
    ------
    StorageError
        It lies on a network disk or in a synchronised folder.
    """
    if os.environ.get(INSIST) == "1":
        return
    mounts = [(disk.mountpoint, disk.fstype, disk.opts) for disk in _disks()]
    tops = [Path(os.environ[name]) for name in _ONEDRIVE if os.environ.get(name)]
    for path in {home.absolute(), home.resolve()}:
        why = refusal(path, mounts, onedrive=tops)
        if why is not None:
            raise StorageError(why)


def refusal(path: Path, mounts: Iterable[Mount], onedrive: Iterable[Path] = ()) -> Message | None:
    """Why an absolute path is no place for the home; None where it is one."""
    network = _network(path, mounts)
    if network is not None:
        return message(
            "the home {folder} lies on a network disk ({kind}), where a crash or a second program "
            "can damage it: set LINCHPIN_HOME to a folder on a disk of this computer, or "
            "LINCHPIN_HOME_ANYWHERE=1 to insist",
            folder=str(path),
            kind=network,
        )
    service = _service(path, onedrive)
    if service is not None:
        return message(
            "the home {folder} lies in a folder that {service} copies to other machines: set "
            "LINCHPIN_HOME to a folder outside it, or LINCHPIN_HOME_ANYWHERE=1 to insist",
            folder=str(path),
            service=service,
        )
    return None


def _disks() -> list[psutil._ntuples.sdiskpart]:
    try:
        return list(psutil.disk_partitions(all=True))
    except (OSError, psutil.Error):
        return []


def _network(path: Path, mounts: Iterable[Mount]) -> str | None:
    """The kind of the network disk on which a path lies: that of the innermost, latest mount."""
    if str(path).startswith(("\\\\", "//")):
        return "UNC"
    inner = [mount for mount in mounts if path.is_relative_to(mount[0])]
    if not inner:
        return None
    _, kind, options = max(enumerate(inner), key=lambda each: (len(each[1][0]), each[0]))[1]
    if kind.lower() in _NETWORK or _NETWORK_FUSE.fullmatch(kind.lower()):
        return kind
    return kind or "remote" if "remote" in options.split(",") else None


def _service(path: Path, onedrive: Iterable[Path]) -> str | None:
    """The service that copies a path elsewhere."""
    for part in path.parts:
        for pattern, service in _SYNCHRONISED:
            if re.fullmatch(pattern, part, re.IGNORECASE):
                return service
    if any(path.is_relative_to(top) for top in onedrive):
        return "OneDrive"
    for folder in (path, *path.parents):
        for mark, service in _MARKS:
            if os.path.lexists(folder / mark):
                return service
    return None
