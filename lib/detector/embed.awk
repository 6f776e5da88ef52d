# embed.awk - turns the files of lib/detector/data into the C array
# det_builtin of lib/detector/private.h: awk -f embed.awk FILE ...

function base(path) {
	sub(/.*\//, "", path)
	return path
}

BEGIN {
	print "/* Made by embed.awk from lib/detector/data. */"
	print "#include \"detector/private.h\"\n"
	print "#define TEXT(name, text) { name, text, sizeof text - 1 }\n"
	print "const struct det_builtin det_builtin[] = {"
}

FNR == 1 {
	if (NR > 1)
		print "\t),"
	printf "\tTEXT(\"%s\",\n", base(FILENAME)
}

{
	gsub(/\\/, "\\\\")
	gsub(/"/, "\\\"")
	printf "\t    \"%s\\n\"\n", $0
}

END {
	print "\t),\n\t{ 0 },\n};"
}
