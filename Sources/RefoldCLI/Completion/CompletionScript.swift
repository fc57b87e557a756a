/// The scripts by which shells complete. They hand the typed words to the program and show what it answers.
enum CompletionScript: String, CaseIterable {
    case bash, zsh, fish

    var text: String {
        switch self {
        case .bash: Self.bashText
        case .zsh: Self.zshText
        case .fish: Self.fishText
        }
    }

    private static let bashText = #"""
        # Completes refold in bash. Made by: refold completions bash
        _refold() {
          local current=${COMP_WORDS[COMP_CWORD]} line
          # bash takes words apart at these two.
          case $current in = | :) current= ;; esac
          COMPREPLY=()
          while IFS= read -r line; do
            case $line in
              :nospace) compopt -o nospace 2>/dev/null ;;
              :files | :folders)
                compopt -o filenames 2>/dev/null
                local kind=-f path
                [ "$line" = :folders ] && kind=-d
                while IFS= read -r path; do COMPREPLY+=("$path"); done < <(compgen "$kind" -- "$current")
                ;;
              *) COMPREPLY+=("${line%%$'\t'*}") ;;
            esac
          done < <("${COMP_WORDS[0]/#\~/$HOME}" completions words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
        }
        complete -F _refold refold
        """#

    private static let zshText = #"""
        #compdef refold
        # Completes refold in zsh. Made by: refold completions zsh
        _refold() {
          local line word
          local -a found ending
          for line in "${(@f)$(${~words[1]} completions words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
            case $line in
              '') ;;
              :nospace) ending=(-S '') ;;
              :files) compset -P '--*='; compset -P 'sqlite:'; _files ;;
              :folders) compset -P '--*='; _files -/ ;;
              *)
                word=${line%%$'\t'*}
                found+=("${word//:/\\:}${${(M)line%%$'\t'*}/$'\t'/:}")
                ;;
            esac
          done
          (( $#found )) && _describe 'refold' found "${(@)ending}"
        }
        if [ "${funcstack[1]}" = _refold ]; then _refold "$@"; else compdef _refold refold; fi
        """#

    private static let fishText = #"""
        # Completes refold in fish. Made by: refold completions fish
        function __refold_words
            set -l typed (commandline -opc) (commandline -ct)
            for line in ($typed[1] completions words -- $typed[2..-1] 2>/dev/null)
                switch $line
                    case ':files'
                        __fish_complete_path (commandline -ct | string replace -r '^--[a-z-]+=' '')
                    case ':folders'
                        __fish_complete_directories (commandline -ct | string replace -r '^--[a-z-]+=' '') ''
                    case ':*'
                    case '*'
                        echo $line
                end
            end
        end
        complete -c refold -f -a '(__refold_words)'
        """#
}
