#compdef whereto
# Completion of whereto for Zsh. Put this into ~/.zshrc, after compinit:
#   source <(whereto completions zsh)

_whereto() {
    local -a found whole open
    found=("${(@f)$(
        WHERETO_COMPLETE=zsh _CLAP_COMPLETE_INDEX=$((CURRENT - 1)) _CLAP_IFS=$'\n' \
            whereto -- "${(@Q)words}" 2> /dev/null
    )}")
    local one
    for one in $found; do
        # More is to follow these.
        case ${one%%:*} in
            *[=/]) open+=("$one") ;;
            *) whole+=("$one") ;;
        esac
    done
    (( $#open )) && _describe -V value open -S ''
    (( $#whole )) && _describe -V value whole
}

# Either sourced, or a file in $fpath that is run when it is first needed.
if [[ ${funcstack[1]} == _whereto ]]; then
    _whereto "$@"
else
    compdef _whereto whereto
fi
