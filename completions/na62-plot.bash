# bash completion for na62-plot

_na62_plot()
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
	-d|--data)
		compopt +o default
		return
		;;
	-s|--stack)
		compopt +o default
		return
		;;
	--line)
		compopt +o default
		return
		;;
	--curve)
		compopt +o default
		return
		;;
	--region)
		compopt +o default
		return
		;;
	--fit)
		compopt +o default
		return
		;;
	--arrow)
		compopt +o default
		return
		;;
	--contour)
		compopt +o default
		return
		;;
	--x)
		compopt +o default
		return
		;;
	--y)
		compopt +o default
		return
		;;
	--z)
		compopt +o default
		return
		;;
	--xerr)
		compopt +o default
		return
		;;
	--yerr)
		compopt +o default
		return
		;;
	--rebin)
		compopt +o default
		return
		;;
	--per)
		compopt +o default
		return
		;;
	--log)
		compopt +o default
		return
		;;
	--range)
		compopt +o default
		return
		;;
	--yrange)
		compopt +o default
		return
		;;
	--zrange)
		compopt +o default
		return
		;;
	--ratio-range)
		compopt +o default
		return
		;;
	--title)
		compopt +o default
		return
		;;
	--note)
		compopt +o default
		return
		;;
	--xlabel)
		compopt +o default
		return
		;;
	--ylabel)
		compopt +o default
		return
		;;
	--zlabel)
		compopt +o default
		return
		;;
	--legend)
		compopt +o default
		return
		;;
	-f|--format)
		compopt +o default
		mapfile -t COMPREPLY < <(compgen -W 'svg pdf png txt gp' -- "$cur")
		return
		;;
	--size)
		compopt +o default
		return
		;;
	--font)
		compopt +o default
		return
		;;
	--dpi)
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
		mapfile -t COMPREPLY < <(compgen -W '-t --table
			-d --data
			-s --stack
			--line
			--curve
			--region
			--fit
			--arrow
			--bare
			--contour
			--x
			--y
			--z
			--xerr
			--yerr
			--join
			--rebin
			--per
			--normalise
			--ratio
			--empty
			--log
			--range
			--yrange
			--zrange
			--ratio-range
			--title
			--note
			--xlabel
			--ylabel
			--zlabel
			--legend
			--markup
			-f --format
			--script
			--size
			--font
			--dpi
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
	complete -o default -F _na62_plot na62-plot
