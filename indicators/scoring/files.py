"""Why a file could not be read or written, in Chinese: what the operating system says is English."""

from __future__ import annotations

import errno

_SAID = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "路径中间有一段不是文件夹",
    errno.EEXIST: "已有同名的文件",
    errno.EACCES: "没有读写的权限",
    errno.EPERM: "没有读写的权限",
    errno.EROFS: "所在的磁盘只能读，不能写",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EIO: "磁盘读写出错",
}


def why(fault: OSError) -> str:
    """The fault in a few words, without the name of the file."""
    return _SAID.get(fault.errno or 0) or f"系统报错{fault.errno}（{fault.strerror or fault}）"
