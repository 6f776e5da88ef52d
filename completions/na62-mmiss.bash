# bash completion for na62-mmiss

_na62_mmiss()
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
	-m|--miss)
		compopt +o default
		return
		;;
	-M|--mass)
		compopt +o default
		return
		;;
	-k|--kaon)
		compopt +o default
		mapfile -t COMPREPLY < <(compgen -W 'best gtk beam' -- "$cur")
		return
		;;
	--set)
		compopt +o default
		return
		;;
	-H|--hist)
		compopt +o default
		return
		;;
	-r|--region)
		compopt +o default
		return
		;;
	-f|--fit)
		compopt +o default
		return
		;;
	-s|--scan)
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
		mapfile -t COMPREPLY < <(compgen -W '-m --miss
			-M --mass
			-k --kaon
			--set
			-H --hist
			-r --region
			--unblind
			-f --fit
			-s --scan
			--drop-events
			-t --text
			--print-parameters
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
	complete -o default -F _na62_mmiss na62-mmiss
