# bash completion for na62-view

_na62_view()
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
	-t|--table)
		compopt +o default
		return
		;;
	-c|--columns)
		compopt +o default
		return
		;;
	-n|--rows)
		compopt +o default
		return
		;;
	--skip)
		compopt +o default
		return
		;;
	--lists)
		compopt +o default
		mapfile -t COMPREPLY < <(compgen -W 'cells count rows' -- "$cur")
		return
		;;
	-f|--format)
		compopt +o default
		mapfile -t COMPREPLY < <(compgen -W 'tsv csv json npy npz' -- "$cur")
		return
		;;
	--merge)
		compopt +o default
		mapfile -t COMPREPLY < <(compgen -W 'append sum unique same' -- "$cur")
		return
		;;
	--key)
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
		mapfile -t COMPREPLY < <(compgen -W '-H --head
			--schema
			--count
			--stats
			--verify
			--provenance
			--script
			--import
			-t --table
			-c --columns
			-n --rows
			--skip
			--lists
			-f --format
			--json
			--no-header
			--exact
			--merge
			--key
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
	complete -o default -F _na62_view na62-view
