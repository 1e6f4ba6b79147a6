"""Where the home may lie."""

from pathlib import Path, PureWindowsPath
from types import SimpleNamespace

import pytest

from analytics.errors import StorageError
from data.home import place
from data.home.place import INSIST, Mount, check_place, refusal

LOCAL: list[Mount] = [("/", "ext4", "rw"), ("/home", "btrfs", "rw"), ("/tmp", "tmpfs", "rw")]


@pytest.mark.parametrize(
    "kind",
    "nfs nfs4 cifs smb3 smbfs afpfs davfs lustre ceph fuse.sshfs fuse.rclone fuse.gvfsd-fuse "
    "fuse.glusterfs macfuse.sshfs".split(),
)
def test_network_disk_is_refused_by_its_kind(kind: str) -> None:
    why = refusal(Path("/home/ann/share/linchpin"), [*LOCAL, ("/home/ann/share", kind, "rw")])
    assert f"lies on a network disk ({kind})" in str(why)
    assert "set LINCHPIN_HOME" in str(why)


@pytest.mark.parametrize("kind", "ext4 xfs btrfs zfs overlay tmpfs apfs NTFS fuseblk 9p".split())
def test_disk_of_this_machine_is_not(kind: str) -> None:
    assert refusal(Path("/srv/linchpin"), [("/", "nfs", "rw"), ("/srv", kind, "rw")]) is None


def test_innermost_and_then_latest_mount_counts() -> None:
    path = Path("/home/ann/linchpin")
    assert refusal(path, [("/home", "nfs", ""), ("/home/ann", "ext4", "")]) is None
    assert refusal(path, [("/home/ann", "ext4", ""), ("/home", "nfs", "")]) is None
    assert refusal(path, [("/home", "ext4", ""), ("/home", "nfs", "")]) is not None
    assert refusal(path, [*LOCAL, ("/home/anna", "nfs", ""), ("/home/ann/x", "nfs", "")]) is None


def test_network_drives_of_windows_are_refused() -> None:
    drives = [("C:\\", "NTFS", "rw,fixed"), ("Z:\\", "NTFS", "rw,remote")]
    assert refusal(PureWindowsPath("Z:\\home"), drives) is not None  # type: ignore[arg-type]
    assert refusal(PureWindowsPath("\\\\server\\share\\home"), drives) is not None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - Müller GmbH", "OneDrive"),
        ("dropbox", "Dropbox"),
        ("Dropbox (Firma)", "Dropbox"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("Library/CloudStorage/GoogleDrive-ann@example.com", "CloudStorage"),
        ("Google Drive", "Google Drive"),
        ("Nextcloud", "Nextcloud"),
        ("坚果云", "坚果云"),
        ("我的坚果云", "坚果云"),
        ("百度网盘同步空间", "百度网盘"),
        ("BaiduSyncdisk", "百度网盘"),
    ],
)
def test_synchronised_folder_is_refused_by_its_name(folder: str, service: str) -> None:
    why = refusal(Path(f"/home/ann/{folder}/crm/.linchpin"), LOCAL)
    assert f"in a folder that {service} copies to other machines" in str(why)


@pytest.mark.parametrize(
    "folder", ["OneDriveways", "my dropbox notes", "Cloud", "nextcloud-talk", "Sync", "Box"]
)
def test_folder_of_a_similar_name_is_not(folder: str) -> None:
    assert refusal(Path(f"/home/ann/{folder}/.linchpin"), LOCAL) is None


@pytest.mark.parametrize(
    ("mark", "service"),
    [(".stfolder", "Syncthing"), (".dropbox", "Dropbox"), (".nextcloudsync.log", "Nextcloud")],
)
def test_synchronised_folder_is_refused_by_its_marks(
    tmp_path: Path, mark: str, service: str
) -> None:
    assert refusal(tmp_path / "a" / "home", []) is None
    (tmp_path / mark).mkdir()
    assert service in str(refusal(tmp_path / "a" / "home", []))


def test_folder_that_onedrive_names_is_refused() -> None:
    top = Path("/home/ann/Firma")
    assert "OneDrive" in str(refusal(top / "home", [], onedrive=[top]))
    assert refusal(Path("/home/ann/home"), [], onedrive=[top]) is None


def test_link_into_such_a_folder_is_seen_and_the_user_may_insist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Dropbox").mkdir()
    home = tmp_path / "home"
    home.symlink_to(tmp_path / "Dropbox")
    monkeypatch.delenv(INSIST, raising=False)
    with pytest.raises(StorageError, match="Dropbox copies to other machines"):
        check_place(home)
    monkeypatch.setenv(INSIST, "1")
    check_place(home)


def test_mounted_disks_of_this_machine_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(INSIST, raising=False)
    disks = [SimpleNamespace(mountpoint=str(tmp_path), fstype="nfs4", opts="rw")]
    monkeypatch.setattr(place.psutil, "disk_partitions", lambda **_: disks)
    with pytest.raises(StorageError, match=r"network disk \(nfs4\)"):
        check_place(tmp_path / "home")
    disks[0].fstype = "ext4"
    check_place(tmp_path / "home")
