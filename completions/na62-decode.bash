# bash completion for na62-decode

_na62_decode()
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
	-l|--files-from)
		return
		;;
	--runs)
		compopt +o default
		return
		;;
	--bursts)
		compopt +o default
		return
		;;
	--events)
		compopt +o default
		return
		;;
	--part)
		compopt +o default
		return
		;;
	--triggers)
		compopt +o default
		return
		;;
	--masks)
		compopt +o default
		return
		;;
	--bad-bursts)
		return
		;;
	--ignore-bad)
		compopt +o default
		return
		;;
	-d|--detectors)
		compopt +o default
		return
		;;
	-w|--window)
		compopt +o default
		return
		;;
	-c|--conditions)
		return
		;;
	--print-map)
		compopt +o default
		return
		;;
	--dump)
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
		mapfile -t COMPREPLY < <(compgen -W '-l --files-from
			--runs
			--bursts
			--events
			--part
			--triggers
			--masks
			--bad-bursts
			--ignore-bad
			--only-bad
			-d --detectors
			-w --window
			--samples
			--exact
			--strict
			-c --conditions
			--print-map
			--inspect
			--dump
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
	complete -o default -F _na62_decode na62-decode
