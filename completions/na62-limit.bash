# bash completion for na62-limit

_na62_limit()
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
	-c|--card)
		compopt +o default
		return
		;;
	--print-card)
		compopt +o default
		return
		;;
	-n|--events)
		compopt +o default
		return
		;;
	-b|--background)
		compopt +o default
		return
		;;
	-s|--ses)
		compopt +o default
		return
		;;
	--norm)
		compopt +o default
		return
		;;
	--acceptance)
		compopt +o default
		return
		;;
	--control)
		compopt +o default
		return
		;;
	--efficiency)
		compopt +o default
		return
		;;
	--hnl)
		compopt +o default
		mapfile -t COMPREPLY < <(compgen -W 'e mu' -- "$cur")
		return
		;;
	--mass)
		compopt +o default
		return
		;;
	-m|--method)
		compopt +o default
		return
		;;
	--cl)
		compopt +o default
		return
		;;
	--shape)
		compopt +o default
		mapfile -t COMPREPLY < <(compgen -W 'gauss lognormal gamma known' -- "$cur")
		return
		;;
	--ses-shape)
		compopt +o default
		mapfile -t COMPREPLY < <(compgen -W 'lognormal gauss known' -- "$cur")
		return
		;;
	--power)
		compopt +o default
		return
		;;
	--trials)
		compopt +o default
		return
		;;
	--common)
		compopt +o default
		return
		;;
	--signal)
		compopt +o default
		return
		;;
	-t|--table)
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
		mapfile -t COMPREPLY < <(compgen -W '-c --card
			--list-cards
			--print-card
			-n --events
			-b --background
			-s --ses
			--norm
			--acceptance
			--control
			--efficiency
			--hnl
			--mass
			-m --method
			--cl
			--shape
			--ses-shape
			--power
			--bounded
			--two-sided
			--trials
			--combine
			--common
			--measure
			--global
			--coverage
			--signal
			-t --table
			-e --expected
			--observed
			--json
			--text
			--explain
			--compare
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
	complete -o default -F _na62_limit na62-limit
