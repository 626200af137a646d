# bench/mutants.awk - C files to one line for each mistake that can be planted in them:
#
#     STRATUM TAB FILE TAB LINE TAB RULE TAB TEXT-OF-THE-LINE-THEN
#
# Strata: counter, ledger, caption, and the folder of the rest. Comments, strings, assertions,
# declarations of arrays and what only frees memory are left alone: no test can see these. Two
# mistakes of one rule in one line are two.
BEGIN {
    split("NS_PER_US NS_PER_MS NS_PER_S NS_PER_MIN NS_PER_H NS_PER_D NS_PER_Y", units, " ")
    for (i = 1; i <= 7; i++) unit_at[units[i]] = i
    swap["<"] = "<="; swap["<="] = "<"; swap[">"] = ">="; swap[">="] = ">"
    swap["=="] = "!="; swap["!="] = "=="
    swap["+"] = "-"; swap["-"] = "+"; swap["*"] = "/"; swap["/"] = "*"
    swap["+="] = "-="; swap["-="] = "+="; swap["&&"] = "||"; swap["||"] = "&&"
    swap["MIN"] = "MAX"; swap["MAX"] = "MIN"; swap["true"] = "false"; swap["false"] = "true"
    swap["least"] = "most"; swap["most"] = "least"; swap["above"] = "below"
    swap["below"] = "above"; swap["mean"] = "median"; swap["at most"] = "at least"
}

FNR == 1 {
    in_comment = in_assert = depth_enum = 0
    folder = FILENAME
    sub(/^sim\//, "", folder)
    sub(/\/.*/, "", folder)
    tells = FILENAME ~ /sim\/out\/(plot_[a-z]*|chart_note|report_[a-z]*|[a-z]*_text|number)\.c$/
}

{
    line = $0
    code = masked(line)
    if (!in_comment || code ~ /[^ ]/) look()
}

# The line with comments, strings and characters turned into blanks and quotes: places stay.
function masked(text,    out, rest, token, n, end, filler) {
    out = ""
    rest = text
    for (;;) {
        if (in_comment) {
            end = index(rest, "*/")
            if (end == 0) return out blanks(length(rest))
            out = out blanks(end + 1)
            rest = substr(rest, end + 2)
            in_comment = 0
        }
        if (!match(rest, /\/\*|\/\/|"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/)) return out rest
        token = substr(rest, RSTART, 2)
        n = RLENGTH
        out = out substr(rest, 1, RSTART - 1)
        rest = substr(rest, RSTART)
        if (token == "//") return out blanks(length(rest))
        if (token == "/*") {
            in_comment = 1
            out = out "  "
            rest = substr(rest, 3)
            continue
        }
        filler = substr(token, 1, 1)
        out = out filler blanks(n - 2) filler
        rest = substr(rest, n + 1)
    }
}

function blanks(n) { return sprintf("%" n "s", "") }

# Not code that a test could see.
function is_idle(    idle) {
    idle = in_assert
    if (code ~ /(g_assert|_Static_assert)[a-z_]*\(/) in_assert = idle = 1
    if (in_assert && code ~ /;/) in_assert = 0
    return idle || code ~ /^ *#/ || code ~ /^[A-Za-z].*\)$/ || code ~ /_(free|unref)\(/ ||
        code ~ /^ *(static |const )*(char|gchar) [a-z_]+\[/ || code ~ /g_autoptr|g_autofree/ ||
        code ~ /^ *(static |const )*[A-Za-z0-9_]+ \**[a-z_]+(\[[^\]]*\])+;/
}

function look() {
    if (is_idle() || FILENAME ~ /\.def$/ && code !~ /[A-Z]/) return
    stratum = folder
    if (code ~ /COUNTER_|SAMPLE_|count_in\(|->failures\[|->outages\[|down_us/) stratum = "counter"
    else if (code ~ /charge_nj|spent_nj|battery_nj|bytes [+-]=|ledger|_nj [+-]=/) stratum = "ledger"
    else if (tells) stratum = "caption"
    each(code, " (<|<=|>|>=|==|!=) ", "comparison", 1)
    each(code, " [+*/-] ", "arithmetic", 1)
    each(code, " (&&|[|][|]) ", "and-or", 1)
    each(code, " [+-]= ", "sign", 1)
    each(code, "(MIN|MAX)\\(", "min-max", 0)
    each(code, "NS_PER_[A-Z]+", "unit", 0)
    each(code, "[^A-Za-z0-9_.x\\[\"][0-9]+(\\.[0-9]+)?(e-?[0-9]+)?", "constant", 0)
    if (code ~ /^ *return .*;$/) each(code, "(true|false)", "answer", 0)
    each(code, "[( ]!", "not", 0)
    if (tells || FILENAME ~ /text/) {
        each(line, "(at most|least|most|above|below|mean)", "word", 0)
        each(line, "%\\.[0-9]", "digits", 0)
    }
    terms()
    statement()
}

# Each place of `pattern` in `text`.
function each(text, pattern, rule, is_spaced,    from, rest, at, n, old, now) {
    from = 1
    while (from <= length(text)) {
        rest = substr(text, from)
        if (!match(rest, pattern)) return
        at = from + RSTART - 1
        n = RLENGTH
        old = substr(text, at, n)
        from = at + (is_spaced ? n - 1 : n)
        now = changed(rule, old, at, text)
        if (now != "") plant(rule, substr(line, 1, at - 1) now substr(line, at + n))
    }
}

function changed(rule, old, at, text,    mark, core, k) {
    if (rule == "constant") return changed_constant(old, at, text)
    if (rule == "unit") {
        k = unit_at[old]
        return k == 0 ? "" : units[k > 1 ? k - 1 : 2]
    }
    if (rule == "min-max") return (substr(old, 1, 3) == "MIN" ? "MAX" : "MIN") "("
    if (rule == "digits") return "%." (substr(old, 3) + 1)
    if (rule == "not") return substr(text, at + 2, 1) == "=" ? "" : substr(old, 1, 1)
    core = old
    gsub(/ /, "", core)
    if (rule == "comparison" && code ~ /^ *for \(/) return core ~ /^[<>]/ ? " + 1" old : ""
    mark = swap[core]
    if (mark == "") return ""
    sub(/[^ ].*[^ ]|[^ ]/, mark == "&&" ? "\\&\\&" : mark, old)
    return old
}

# Off by one below ten, else doubled; a fraction is doubled.
function changed_constant(old, at, text,    first, number, after) {
    first = substr(old, 1, 1)
    number = substr(old, 2)
    after = substr(text, at + length(old), 1)
    if (after ~ /[A-Za-z_0-9]/ || substr(text, at, 6) ~ /^{0}/ || first == "-") return ""
    if (text ~ /^ *for \(/ && number == "0") return ""
    if (number ~ /[.e]/) return first (number + 0 == 0 ? "1.0" : "2 * " number)
    if (length(number) == 1) return first (number + 1)
    return first "2 * " number
}

# A sum without its last term, a condition without one.
function terms(    from, rest, at, end) {
    from = 1
    while (match(rest = substr(code, from), / (\+|-|&&|[|][|]) /)) {
        at = from + RSTART - 1
        end = term_end(at + RLENGTH)
        if (end > 0) plant("term", substr(line, 1, at - 1) substr(line, end))
        from = at + RLENGTH - 1
    }
}

# Where the term that begins at `at` is over; 0 = not in this line.
function term_end(at,    depth, c, rest) {
    for (depth = 0; at <= length(code); at++) {
        c = substr(code, at, 1)
        if (c ~ /[(\[{]/) depth++
        if (c ~ /[)\]}]/ && depth-- == 0) return at
        if (depth > 0) continue
        if (c ~ /[;,]/) return at
        rest = substr(code, at, 4)
        if (rest ~ /^ (\+|-|<|>|\?|:|=|!|&|[|])/) return at
    }
    return 0
}

# A sum that is not added to, a step that is not taken.
function statement() {
    if (code ~ /^ +[A-Za-z_][^=;(]*(\+\+|--);$/ || code ~ /^ +[A-Za-z_*][^=;]* [+|&-]= [^;]*;$/ ||
        code ~ /^ +[a-z][a-z_0-9]*\([^;{]*\);$/)
        plant("statement", blanks(match(line, /[^ ]/) - 1) "{}")
}

function plant(rule, text) {
    if (text != line) printf "%s\t%s\t%d\t%s\t%s\n", stratum, FILENAME, FNR, rule, text
}
