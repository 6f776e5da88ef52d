# bash completion for na62-sim

_na62_sim()
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
	--decay)
		compopt +o default
		return
		;;
	--pi0)
		compopt +o default
		return
		;;
	-n|--events)
		compopt +o default
		return
		;;
	--per-burst)
		compopt +o default
		return
		;;
	--seed)
		compopt +o default
		return
		;;
	--first)
		compopt +o default
		return
		;;
	--count)
		compopt +o default
		return
		;;
	--run)
		compopt +o default
		return
		;;
	--burst)
		compopt +o default
		return
		;;
	--intensity)
		compopt +o default
		return
		;;
	--set)
		compopt +o default
		return
		;;
	--decays)
		return
		;;
	--trigger)
		return
		;;
	-c|--conditions)
		return
		;;
	--level)
		compopt +o default
		mapfile -t COMPREPLY < <(compgen -W 'raw hits parametric' -- "$cur")
		return
		;;
	-d|--directory)
		compopt +o default -o dirnames
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
		mapfile -t COMPREPLY < <(compgen -W '--decay
			--pi0
			-n --events
			--per-burst
			--seed
			--first
			--count
			--run
			--burst
			--intensity
			--set
			--decays
			--no-trigger
			--trigger
			-c --conditions
			--level
			-d --directory
			--no-truth
			--list-decays
			--print-decays
			--print-parameters
			--print-triggers
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
		compopt +o default
} &&
	complete -o default -F _na62_sim na62-sim
