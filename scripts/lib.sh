# shellcheck shell=bash
# Shared by the scripts beside it: messages, system packages, the virtual environment, ports.
# A need is proved by the thing itself (a library that loads, a program on the path), not by the package
# database: so it also holds where the thing came from elsewhere than Debian's archive.

ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
VENV=$ROOT/.venv
PYTHON=$VENV/bin/python
INSTALLED=$VENV/installed-locks
export PYTHONUTF8=1

# What the product itself needs of the system: the libraries that WeasyPrint loads. Fonts are shipped.
RUN_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
# What its tests need besides: a browser with Chinese fonts, and PDF pages as pictures.
TEST_PACKAGES=(chromium fonts-noto-cjk poppler-utils)

say() { printf '%s\n' "$*"; }

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# System packages ------------------------------------------------------------------------------------

loads() { python3 -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1" 2>/dev/null; }

chromium_path() {
    local name
    for name in "${CHROMIUM:-chromium}" chromium chromium-browser google-chrome; do
        command -v "$name" && return
    done
    return 1
}

# The folder of the newest PostgreSQL server's programs; Debian keeps them off the path.
postgres_bin() {
    local folder newest=
    while read -r folder; do
        [[ -x $folder/initdb ]] && newest=$folder
    done < <(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V)
    [[ -n $newest ]] && printf '%s\n' "$newest"
}

has() {
    case $1 in
        python3-venv) python3 -c 'import ensurepip, venv' ;;
        libpango-1.0-0) loads libpango-1.0.so.0 ;;
        libpangoft2-1.0-0) loads libpangoft2-1.0.so.0 ;;
        libharfbuzz-subset0) loads libharfbuzz-subset.so.0 ;;
        chromium) chromium_path ;;
        fonts-noto-cjk) compgen -G '/usr/share/fonts/*/noto*/NotoSansCJK*' ;;
        poppler-utils) command -v pdftoppm ;;
        postgresql) postgres_bin ;;
        *) command -v "$1" ;;
    esac >/dev/null 2>&1
}

# The named packages that this machine lacks, on one line.
lacking() {
    local name found=()
    for name; do
        has "$name" || found+=("$name")
    done
    printf '%s' "${found[*]}"
}

# Makes sure of the named packages, or says which are missing and how to get them, and ends.
need_packages() {
    local missing as_root=()
    missing=$(lacking "$@")
    [[ -n $missing ]] || return 0
    if [[ $(id -u) != 0 ]]; then
        as_root=(sudo -n)
    fi
    if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
        die "these system packages are missing, and this user may not install them: $missing
Install them, then start again:
    sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing"
    fi
    say "Installing system packages: $missing"
    install_packages "$missing"
    missing=$(lacking "$@")
    [[ -z $missing ]] || die "installed, but still not found: $missing (python3 is $(command -v python3))"
}

# Services that a package would start at once stay off (RUNLEVEL); the tests start their own. A root by plain
# `su` has a path without sbin, where dpkg looks for its programs.
install_packages() {
    local names output
    read -ra names <<<"$1"
    "${as_root[@]}" apt-get update -qq || say "apt-get update failed; trying with the lists as they are"
    output=$("${as_root[@]}" env PATH="$PATH:/usr/sbin:/sbin" DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
        apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=120 -o Dpkg::Use-Pty=0 \
        "${names[@]}" 2>&1) ||
        die "apt-get could not install $1:"$'\n'"$output"
}

# The virtual environment ------------------------------------------------------------------------------

# Is .venv made by this python3, whole, and made at this place?
venv_fits() {
    [[ -x $PYTHON && -f $VENV/bin/pip ]] || return 1
    grep -qF "$VENV/bin/" "$VENV/bin/pip" || return 1
    local tell='import sys, importlib.util as u; print(sys.version_info[:2], bool(u.find_spec("pip")))'
    [[ $("$PYTHON" -c "$tell" 2>/dev/null) == "$(python3 -c 'import sys; print(sys.version_info[:2], True)')" ]]
}

lock_line() { printf '%s %s\n' "$1" "$(sha256sum <"$ROOT/requirements/$1.lock")"; }

# Packages of requirements/$1.lock in .venv; does nothing when the lock is the one already installed.
# dev.lock contains base.lock, so one that has dev has base.
need_lock() {
    local lock=$1
    if venv_fits && grep -qxF "$(lock_line "$lock")" "$INSTALLED" 2>/dev/null; then
        return
    fi
    if ! venv_fits; then
        say "Creating .venv"
        rm -rf "$VENV"
        python3 -m venv "$VENV" || die "python3 -m venv failed"
    fi
    say "Installing Python packages from requirements/$lock.lock (about a minute)"
    rm -f "$INSTALLED"
    "$PYTHON" -m pip install --quiet --no-input --disable-pip-version-check --progress-bar off \
        --require-hashes --no-deps -r "$ROOT/requirements/$lock.lock" ||
        die "pip could not install requirements/$lock.lock"
    lock_line base >"$INSTALLED"
    [[ $lock == base ]] || lock_line "$lock" >>"$INSTALLED"
}

# Everything to run ("base") or to develop and test ("dev") the product.
prepare() {
    local lock=$1 packages=("${RUN_PACKAGES[@]}")
    [[ $lock == base ]] || packages+=("${TEST_PACKAGES[@]}")
    if has python3; then
        python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
            die "Python 3.11 or newer is needed; python3 here is $(python3 --version)"
    fi
    has python3 && venv_fits || packages=(python3 python3-venv "${packages[@]}")
    need_packages "${packages[@]}"
    need_lock "$lock"
}

# Django's command line, without what the apps log when they start.
manage() { LOG_LEVEL=WARNING "$PYTHON" "$ROOT/manage.py" "$@"; }

# Ports --------------------------------------------------------------------------------------------------

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
