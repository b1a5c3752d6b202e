#!/bin/sh
# Installs whereto for Linux and macOS: the program, its manual pages, and completions.
#
#   curl -fsSL ADDRESS-OF-THE-RELEASES/latest/download/install.sh | sh
#
# WHERETO_VERSION   which version, such as 0.1.0; the latest if not given
# WHERETO_TO        where to, such as /usr/local; ~/.local if not given
# WHERETO_RELEASES  where the releases are, such as file:///mirror/releases
# WHERETO_TARGET    for which target, such as x86_64-unknown-linux-musl; this machine's if not given
set -eu

main() {
    # The release puts its own address here.
    releases=${WHERETO_RELEASES:-@RELEASES@}
    case $releases in @*) fail "say where the releases are with WHERETO_RELEASES" ;; esac
    to=${WHERETO_TO:-${HOME:?}/.local}
    target=${WHERETO_TARGET:-$(this_target)}
    if [ -n "${WHERETO_VERSION:-}" ]; then
        from=$releases/download/v${WHERETO_VERSION#v}
    else
        from=$releases/latest/download
    fi

    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    archive=whereto-$target.tar.gz
    say "Fetching $from/$archive"
    fetch "$from/$archive" "$folder/$archive"
    fetch "$from/SHA256SUMS" "$folder/SHA256SUMS"
    verify "$folder" "$archive"
    tar -xzf "$folder/$archive" -C "$folder"
    unpacked=$folder/whereto-$target

    mkdir -p "$to/bin" "$to/share/man/man1"
    # A program that runs may not be written over, but it can be replaced.
    cp "$unpacked/whereto" "$to/bin/.whereto-new"
    chmod 755 "$to/bin/.whereto-new"
    mv -f "$to/bin/.whereto-new" "$to/bin/whereto"
    cp "$unpacked"/man/*.1 "$to/share/man/man1/"
    completion bash bash-completion/completions whereto
    completion fish fish/vendor_completions.d whereto.fish
    completion zsh zsh/site-functions _whereto

    say "Installed $("$to/bin/whereto" --version) in $to/bin."
    case :$PATH: in
        *:"$to/bin":*) say "Start with: whereto ask" ;;
        *) say "Put $to/bin on your PATH, then start with: whereto ask" ;;
    esac
}

say() {
    printf '%s\n' "$*" >&2
}

fail() {
    say "error: $*"
    exit 1
}

has() {
    command -v "$1" > /dev/null 2>&1
}

completion() {
    mkdir -p "$to/share/$2"
    cp "$unpacked/completions/whereto.$1" "$to/share/$2/$3"
}

this_target() {
    case $(uname -m) in
        x86_64 | amd64) machine=x86_64 ;;
        aarch64 | arm64) machine=aarch64 ;;
        *) fail "there is no build for $(uname -m); build it with cargo" ;;
    esac
    case $(uname -s) in
        Darwin) echo "$machine-apple-darwin" ;;
        # The one that needs no library of the system runs on every Linux, whatever its age.
        Linux) echo "$machine-unknown-linux-musl" ;;
        *) fail "there is no build for $(uname -s); build it with cargo" ;;
    esac
}

fetch() {
    case $1 in
        file://*) cp "${1#file://}" "$2" || fail "there is no ${1#file://}" ;;
        *)
            if has curl; then
                curl --proto '=https' --tlsv1.2 -fsSL "$1" -o "$2" || fail "cannot fetch $1"
            elif has wget; then
                wget -q "$1" -O "$2" || fail "cannot fetch $1"
            else
                fail "neither curl nor wget is here"
            fi
            ;;
    esac
}

verify() {
    expected=$(grep " [ *]\{0,1\}$2\$" "$1/SHA256SUMS" | cut -d ' ' -f 1)
    if has sha256sum; then
        found=$(sha256sum "$1/$2" | cut -d ' ' -f 1)
    elif has shasum; then
        found=$(shasum -a 256 "$1/$2" | cut -d ' ' -f 1)
    else
        fail "neither sha256sum nor shasum is here, so the download cannot be verified"
    fi
    [ -n "$expected" ] || fail "SHA256SUMS does not name $2"
    [ "$expected" = "$found" ] || fail "$2 is not what was released: its checksum is $found"
}

# All of it has arrived before any of it is run.
main
