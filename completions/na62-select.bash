# bash completion for na62-select

_na62_select()
{
	local cur=${COMP_WORDS[COMP_CWORD]}
	local prev=${COMP_WORDS[COMP_CWORD-1]}
	local i

	COMPREPLY=()
	# --name=value comes as three words
	if [[ $cur == = ]]; then
		cur=''
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD-2]}
	fi
	# behind -- there are only operands
	for ((i = 1; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} == -- ]] && cur='' prev=''
	done
	case $prev in
	-e|--expression)
		compopt +o default
		return
		;;
	--define)
		compopt +o default
		return
		;;
	-o|--output)
		return
		;;
	-j|--threads)
		compopt +o default
		return
		;;
	--compress)
		compopt +o default
		mapfile -t COMPREPLY < <(compgen -W 'auto none planes' -- "$cur")
		return
		;;
	esac
	if [[ $cur == -* ]]; then
		compopt +o default
		mapfile -t COMPREPLY < <(compgen -W '-e --expression
			--define
			--unblind
			--cutflow
			--list
			--print
			--explain
			-o --output
			-j --threads
			-q --quiet
			-v --verbose
			--progress
			--compress
			--salvage
			--no-provenance
			-h --help
			-V --version' -- "$cur")
		return
	fi
} &&
	complete -o default -F _na62_select na62-select
