# embed.awk - turns text files of lib/ROOM/data into the C array ROOM_builtin
# that lib/ROOM/private.h declares: awk -f embed.awk -v room=ROOM FILE ...

function base(path) {
	sub(/.*\//, "", path)
	return path
}

BEGIN {
	print "/* Made by embed.awk from lib/" room "/data. */"
	print "#include \"" room "/private.h\"\n"
	print "#define TEXT(name, text) { name, text, sizeof text - 1 }\n"
	print "const struct n62_builtin " room "_builtin[] = {"
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
