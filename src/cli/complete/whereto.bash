# Completion of whereto for Bash. Put this into ~/.bashrc:
#   source <(whereto completions bash)

_whereto() {
    # Bash takes words apart at `=` and `:`; what has no space before it belongs together.
    local rest=$COMP_LINE word last=0
    local words=("${COMP_WORDS[0]}")
    rest=${rest#*"${COMP_WORDS[0]}"}
    for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if [[ $rest == [[:space:]]* ]]; then
            last=$((last + 1))
            rest=${rest#"${rest%%[![:space:]]*}"}
        fi
        rest=${rest#"$word"}
        # Quotes are for the shell alone.
        case $word in
            \'*\' | \"*\") word=${word:1:${#word}-2} ;;
            [\"\']*) word=${word:1} ;;
            *) word=${word//\\/} ;;
        esac
        words[last]=${words[last]-}$word
    done

    # Only what comes after the last of these is put in.
    local written=${words[last]}
    local kept=${written%"$2"}
    local IFS=$'\n' glob=
    [[ $- == *f* ]] || glob=on
    set -f
    # shellcheck disable=SC2207 # the Bash of macOS has no mapfile
    COMPREPLY=($(
        WHERETO_COMPLETE=bash _CLAP_COMPLETE_INDEX=$last _CLAP_IFS=$'\n' \
            "$1" -- "${words[@]}" 2> /dev/null
    ))
    [[ -z $glob ]] || set +f
    COMPREPLY=("${COMPREPLY[@]#"$kept"}")

    # What is not quoted is put in as the shell would have to be given it.
    local index
    if [[ ${COMP_WORDS[COMP_CWORD]} != [\"\']* ]]; then
        for index in "${!COMPREPLY[@]}"; do
            case ${COMPREPLY[index]} in
                *[[:space:]\'\"\$\`\\*?\[\(\)\;\&\|\<\>\#\{\}]*)
                    COMPREPLY[index]=$(printf '%q' "${COMPREPLY[index]}")
                    ;;
            esac
        done
    fi

    # More is to follow.
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=/] ]]; then
        compopt -o nospace 2> /dev/null
    fi
}

complete -o nosort -F _whereto whereto 2> /dev/null || complete -F _whereto whereto
