# tidy/code.awk - C files to "file:line:text", without comments, with strings and characters
# emptied. Lines that hold nothing else are left out.
FNR == 1 {
    in_comment = 0
}

{
    rest = $0
    text = ""
    for (;;) {
        if (in_comment) {
            end = index(rest, "*/")
            if (end == 0)
                break
            rest = substr(rest, end + 2)
            in_comment = 0
        }
        if (!match(rest, /\/\*|\/\/|"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/)) {
            text = text rest
            break
        }
        token = substr(rest, RSTART, 2)
        text = text substr(rest, 1, RSTART - 1)
        mark = substr(token, 1, 1)
        if (token == "//")
            break
        if (token == "/*")
            in_comment = 1
        else
            text = text mark mark
        rest = substr(rest, RSTART + (token == "/*" ? 2 : RLENGTH))
    }
    if (text ~ /[^ \t]/) {
        sub(/[ \t]+$/, "", text)
        print FILENAME ":" FNR ":" text
    }
}
