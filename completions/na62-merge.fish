# fish completion for na62-merge

complete -c na62-merge -s l -l files-from -r -F -d 'Read more names of inputs from FILE, one a line'
complete -c na62-merge -s k -l keep-going -d 'Leave out inputs that are missing or damaged'
complete -c na62-merge -s o -l output -r -F -d 'Write to FILE instead of standard output'
complete -c na62-merge -s j -l threads -x -d 'Work on N threads, 1 to 256; the result does not depend on it'
complete -c na62-merge -s q -l quiet -d 'Say nothing but the failure'
complete -c na62-merge -s v -l verbose -d 'Say what is done, and a summary at the end'
complete -c na62-merge -l progress -d 'Show the progress at once, also where no terminal is'
complete -c na62-merge -l compress -x -a 'auto none planes' -d 'How to store columns; auto: planes in files, none in pipes'
complete -c na62-merge -l salvage -d 'Go past damage and missing ends, and record that it was done'
complete -c na62-merge -l no-provenance -d 'Leave the history of the result out of it'
complete -c na62-merge -s h -l help -d 'Show this help'
complete -c na62-merge -s V -l version -d 'Show the version'
