#!/bin/sh
# report_claims.sh DIR - checks every number in the sentences of DIR/report.html against
# DIR/results.db, without anything of the program that wrote them.
#
# Headlines, verdicts, findings and captions hold each number as <data value="WHAT">SHOWN</data>.
# WHAT names a number in the words that `query` below knows. It is worked out by SQL from the
# rows of the runs where they have it, and compared as printed: it may differ by half of the last
# digit shown. A digit that stands outside such an element is a mistake too. So is a share of the
# database outside 0..1, and a mean outside of its least and most. Says what it found; status 1
# if that is anything.
set -eu
dir=${1:?usage: report_claims.sh DIR}
[ -f "$dir/report.html" ] && [ -f "$dir/results.db" ] || {
    echo "$dir: no report.html or results.db"
    exit 2
}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/report-claims.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

# 1. The sentences, one a line: blocks that speak in numbers.
tr '\n' ' ' <"$dir/report.html" | sed -e 's/src="data:[^"]*"//g' \
    -e 's/<figcaption>/\n@@&/g' -e 's/<\/figcaption>/&\n/g' \
    -e 's/<div class="verdict[^>]*>/\n@@&/g' -e 's/<div class="tiles">/\n@@&/g' \
    -e 's/<p class="lead">/\n@@&/g' -e 's/<p class="finding">/\n@@&/g' \
    -e 's/<ul class="findings">/\n@@&/g' -e 's/<\/ul>/&\n/g' \
    -e 's/<\/p>/&\n/g' -e 's/<\/div>\( *<\/div>\)*/&\n/g' | sed -n 's/^@@//p' >"$scratch/sentences"

# 2. Numbers: WHAT, a tab, SHOWN.
tr '\n' ' ' <"$dir/report.html" | sed -e 's/src="data:[^"]*"//g' -e 's/<data value="/\n&/g' |
    sed -n 's/^<data value="\([^"]*\)">\([^<]*\)<\/data>.*/\1\t\2/p' |
    sed -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&quot;/"/g' -e "s/&#39;/'/g" -e "s/&apos;/'/g" \
        -e 's/&amp;/\&/g' >"$scratch/claims"

# 3. Digits outside.
sed -e 's/95 % within <data value="[a-z]* p95 /<data value="/g' \
    -e 's/10 % after <data value="[a-z]* p10 /<data value="/g' \
    -e 's/<data value="[^"]*">[^<]*<\/data>//g' -e 's/<span class="name">[^<]*<\/span>//g' \
    -e 's/<[^>]*>//g' -e 's/&#[0-9]*;//g' "$scratch/sentences" | grep '[0-9]' |
    sed 's/^/a digit that says not what it is: /' >"$scratch/found" || true

# 4. Each WHAT as a query that gives one value.
cat >"$scratch/query.awk" <<'AWK'
function quoted(text) {
    gsub(/'/, "''", text)
    return "'" text "'"
}
function scope_id(text,    at) {
    at = index(text, ":")
    if (at == 0)
        return "(SELECT scope_id FROM scope WHERE kind = " quoted(text) ")"
    return "(SELECT scope_id FROM scope WHERE kind = " quoted(substr(text, 1, at - 1)) \
        " AND name = " quoted(substr(text, at + 1)) ")"
}
function metric_id(name) {
    return "(SELECT metric_id FROM metric WHERE name = " quoted(name) ")"
}
function rows_of(table) {
    return table " x JOIN run r USING (run_id) WHERE r.status = 'ok' AND x.metric_id = " \
        metric_id(metric) " AND x.scope_id = " scope_id(scope)
}
function scalars(stat) {
    return rows_of("scalar") " AND x.stat = " quoted(stat)
}
# Stored intervals that begin after the warm-up; if none does, all of them.
function intervals(value, most) {
    return "WITH warm AS (SELECT coalesce(max(t), 0) AS t FROM event WHERE kind = 'run.warmup'), " \
        "bins AS (SELECT t, lag(t, 1, 0) OVER (ORDER BY t) AS begin FROM (SELECT DISTINCT t FROM " \
        "series)), told AS (SELECT b.begin, b.t, r.replication, x.value FROM series x JOIN run r " \
        "USING (run_id) JOIN bins b ON b.t = x.t WHERE r.status = 'ok' AND x.value IS NOT NULL " \
            "AND " \
        "x.metric_id = " metric_id(metric) " AND x.scope_id = " scope_id(scope) "), late AS " \
        "(SELECT * FROM told, warm WHERE told.begin >= warm.t) SELECT " value " FROM (SELECT " \
            "begin, t, " \
        "replication, value FROM late UNION ALL SELECT begin, t, replication, value FROM told " \
            "WHERE NOT " \
        "EXISTS (SELECT 1 FROM late)) ORDER BY value " (most ? "DESC" : "") ", replication, t " \
            "LIMIT 1"
}
# The mean over replications from their own rows, not from the summary.
function mean_of(stat) {
    return "SELECT avg(x.value) FROM " scalars(stat)
}
function total_of(name, stat) {
    return "(SELECT coalesce(sum(x.value), 0) FROM scalar x JOIN run r USING (run_id) WHERE " \
            "r.status = 'ok' AND " \
        "x.stat = " quoted(stat) " AND x.metric_id = " metric_id(name) " AND x.scope_id " \
            "= " scope_id(scope) ")"
}
function pooled(q) {
    return "WITH h AS (SELECT low, high, sum(count) AS c FROM histogram x JOIN run r USING " \
            "(run_id) WHERE " \
        "x.metric_id = " metric_id(metric) " AND x.scope_id = " scope_id(scope) " GROUP BY " \
            "low, high), " \
        "s AS (SELECT low, high, c, sum(c) OVER (ORDER BY high, low ROWS UNBOUNDED PRECEDING) " \
            "AS upto, " \
        "sum(c) OVER () AS n FROM h) SELECT low + (high - low) * (" q " * n - (upto - c)) / c " \
            "FROM s WHERE " \
        "upto >= " q " * n ORDER BY high, low LIMIT 1"
}
# Of the mean sums of one kind of scopes, the part of this one.
function share_of(    kind) {
    kind = substr(scope, 1, index(scope, ":") - 1)
    return "SELECT sum(x.value) FILTER (WHERE x.scope_id = " scope_id(scope) ") / sum(x.value) " \
            "FROM scalar x " \
        "JOIN run r USING (run_id) JOIN scope s USING (scope_id) WHERE r.status = 'ok' AND " \
            "x.stat = 'sum' AND " \
        "s.kind = " quoted(kind) " AND x.metric_id = " metric_id(metric)
}
function kind_mean(kind) {
    return "SELECT sum(x.value) / (SELECT count(*) FROM run WHERE status = 'ok') FROM scalar x " \
            "JOIN run r USING " \
        "(run_id) JOIN scope s USING (scope_id) WHERE r.status = 'ok' AND x.stat = 'sum' AND " \
            "s.kind = " \
        quoted(kind) " AND x.metric_id = " metric_id(metric)
}
function verdicts(word, level) {
    return "SELECT count(*) FROM requirement WHERE 1" (word == "all" ? "" : " AND verdict " \
            "= " quoted(word)) \
        (level == "any" ? "" : " AND level = " quoted(level))
}
# Operating time of the good runs, in seconds: devices x time after the warm-up x availability.
function operating() {
    return "(SELECT sum(x.value * r.devices * (r.sim_end - (SELECT coalesce(max(t), 0) FROM " \
            "event WHERE kind = " \
        "'run.warmup')) / 1e9) FROM scalar x JOIN run r USING (run_id) WHERE r.status = 'ok' " \
            "AND x.stat = 'mean' " \
        "AND x.scope_id = 1 * (SELECT scope_id FROM scope WHERE kind = 'all') AND x.metric_id = " \
        metric_id("availability") ")"
}
function query(what,    word, count, at, n) {
    at = index(what, " in ")
    scope = at ? substr(what, at + 4) : "all"
    n = split(at ? substr(what, 1, at - 1) : what, word, " ")
    metric = word[n]
    if (what == "replications") return "SELECT count(*) FROM run"
    if (what == "good replications") return "SELECT count(*) FROM run WHERE status = 'ok'"
    if (what == "points") return "SELECT count(*) FROM point"
    if (what == "duration") return "SELECT max(sim_end) / 1e9 FROM run"
    if (what == "devices") return "SELECT devices FROM run ORDER BY run_id LIMIT 1"
    if (what == "device-days") return "SELECT sum(devices * (sim_end / 86400e9)) FROM run"
    if (what == "confidence 95 %") return "SELECT 0.95"
    if (what == "interval") return "SELECT min(t) / 1e9 FROM series"
    if (word[1] == "requirements") return verdicts(word[2], word[3])
    if (word[1] == "observed" || word[1] == "ci_low" || word[1] == "ci_high")
        return "SELECT " word[1] " FROM requirement WHERE name " \
            "= " quoted(substr(what, length(word[1]) + 2))
    if (word[1] == "mean" && n == 3) return mean_of(word[2])
    if (word[1] == "pooled") return pooled(substr(word[2], 2) / 100)
    if (word[1] == "samples") return "SELECT sum(x.value) FROM " scalars("count")
    if (word[1] == "histogram") return "SELECT sum(x.count) FROM " rows_of("histogram")
    if (word[1] == "total") return "SELECT sum(x.value) FROM " scalars("sum")
    if (word[1] == "least") return intervals("value", 0)
    if (word[1] == "most") return intervals("value", 1)
    if (word[1] == "when") return intervals("(begin + t) / 2e9", word[2] == "most")
    if (word[1] == "replication") return intervals("replication + 1", word[2] == "most")
    if (word[1] == "share") return share_of()
    if (word[1] == "kind") return kind_mean(scope)
    if (word[1] == "scopes")
        return "SELECT count(*) FROM scope s WHERE kind = " quoted(scope) " AND (EXISTS " \
            "(SELECT 1 FROM series x " \
            "WHERE x.scope_id = s.scope_id AND x.metric_id = " metric_id(metric) " AND value " \
            "IS NOT NULL) OR EXISTS " \
            "(SELECT 1 FROM histogram x WHERE x.scope_id = s.scope_id AND x.metric_id " \
            "= " metric_id(metric) "))"
    if (what == "noticed share")
        return "SELECT 1 - " total_of("undetected_failures", "sum") " / " \
            total_of("failures", "sum")
    if (what == "noticed failures")
        return "SELECT (" total_of("failures", "sum") " - " total_of("undetected_failures", "sum") \
            ") / (SELECT count(*) FROM run WHERE status = 'ok')"
    if (what == "false share")
        return "SELECT " total_of("false_alarms", "sum") " / " \
            "(" total_of("false_alarms", "sum") " + " \
            total_of("detection_time", "count") ")"
    if (what == "judged alarms")
        return "SELECT " total_of("false_alarms", "sum") " + " total_of("detection_time", "count")
    if (what == "minutes down") return "SELECT (1 - mean) * 525960 FROM summary WHERE stat = " \
            "'mean' AND metric_id = " \
        metric_id("availability") " AND scope_id = " scope_id("all")
    if (what == "minutes down half") return "SELECT (ci_high - ci_low) / 2 * 525960 FROM " \
            "summary WHERE stat = 'mean' " \
        "AND metric_id = " metric_id("availability") " AND scope_id = " scope_id("all")
    if (what == "gap of failures") return "SELECT " operating() " / " total_of("failures", "sum")
    if (what == "confidence gap")
        return "SELECT 100 * abs((SELECT mean FROM summary WHERE stat = 'mean' AND metric_id = " \
            metric_id("confidence") " AND scope_id = " scope_id("all") ") - (SELECT mean FROM " \
            "summary WHERE " \
            "stat = 'mean' AND metric_id = " metric_id("accuracy") " AND scope_id " \
            "= " scope_id("all") "))"
    return ""
}
BEGIN { FS = "\t"; print ".mode list\n.separator \"\\t\"" }
{
    text = query($1)
    if (text == "")
        text = "SELECT 'unknown'"
    printf "SELECT %d, (%s);\n", NR, text
}
AWK
awk -f "$scratch/query.awk" "$scratch/claims" >"$scratch/queries"
sqlite3 -readonly "$dir/results.db" <"$scratch/queries" >"$scratch/values"

# 5. As printed: number, decimals, unit.
cat >"$scratch/compare.awk" <<'AWK'
BEGIN {
    FS = "\t"
    split("ns 1e-9 µs 1e-6 ms 1e-3 s 1 min 60 h 3600 d 86400 nJ 1e-9 µJ 1e-6 mJ 1e-3 J 1 kJ " \
            "1e3 nA 1e-9 " \
        "µA 1e-6 mA 1e-3 A 1 nW 1e-9 µW 1e-6 mW 1e-3 W 1 B 1 kB 1e3 MB 1e6 GB 1e9 % 0.01 M 1e6 " \
            "G 1e9 T 1e12", list, " ")
    for (i = 1; i in list; i += 2)
        factor[list[i]] = list[i + 1]
    factor["/s"] = 1; factor["/h"] = 1 / 3600; factor["/d"] = 1 / 86400; factor["/30 " \
            "d"] = 1 / 2592000
    factor["second"] = 1; factor["minute"] = 60; factor["hour"] = 3600; factor["day"] = 86400
    factor[""] = 1
}
NR == FNR { value[$1] = $2; next }
{
    shown = $2
    unit = ""
    if (match(shown, /^(day|hour|minute|second) /)) {
        unit = substr(shown, 1, RLENGTH - 1)
        shown = substr(shown, RLENGTH + 1)
    }
    text = shown
    while (match(text, /[0-9] [0-9][0-9][0-9]/))
        text = substr(text, 1, RSTART) substr(text, RSTART + 2)
    number = text
    if (match(text, / ?[^-0-9.].*$/)) {
        number = substr(text, 1, RSTART - 1)
        unit = substr(text, RSTART)
        sub(/^ /, "", unit)
    }
    if (unit != "")
        last = unit
    else if ($1 ~ /^ci_/)
        unit = last
    decimals = index(number, ".") ? length(number) - index(number, ".") : 0
    count++
    if (!(FNR in value) || value[FNR] == "" || value[FNR] == "unknown" || !(unit in factor))
        printf "%s: shown %s, the database has " \
            "%s\n", $1, $2, value[FNR] == "" ? "nothing" : value[FNR]
    else if ((off = value[FNR] / factor[unit] - number) * (off < 0 ? -1 : 1) > \
             0.5 * 10 ^ -decimals * (1 + 1e-6) + 1e-9 * (number < 0 ? -number : number))
        printf "%s: shown %s, the database has %.10g\n", $1, $2, value[FNR] / factor[unit]
}
END { printf "%d numbers checked\n", count > "/dev/stderr" }
AWK
awk -f "$scratch/compare.awk" "$scratch/values" "$scratch/claims" >>"$scratch/found"
[ -s "$scratch/claims" ] || echo "the report says nothing" >>"$scratch/found"

# 6. Numbers of the database that cannot be.
sqlite3 -readonly "$dir/results.db" >>"$scratch/found" <<'SQL'
SELECT 'a share outside 0..1: ' || name || ' ' || value FROM (SELECT name, value FROM series JOIN
    metric
    USING (metric_id) WHERE unit = 'fraction' UNION ALL SELECT name, value FROM scalar JOIN
    metric USING
    (metric_id) WHERE unit = 'fraction' AND stat NOT IN ('count', 'sum', 'sd') UNION ALL SELECT
    name, ci_low FROM
    summary JOIN metric USING (metric_id) WHERE unit = 'fraction' AND stat NOT IN ('count',
    'sum', 'sd') UNION ALL
    SELECT name, ci_high FROM summary JOIN metric USING (metric_id) WHERE unit = 'fraction' AND
    stat NOT IN
    ('count', 'sum', 'sd')) WHERE name <> 'load_imbalance' AND (value < 0 OR value > 1) LIMIT 20;
SELECT 'a mean outside its least and most: ' || name FROM scalar a JOIN scalar l USING (run_id,
    metric_id, scope_id)
    JOIN scalar g USING (run_id, metric_id, scope_id) JOIN metric USING (metric_id) WHERE a.stat
    = 'mean' AND
    l.stat = 'min' AND g.stat = 'max' AND (a.value < l.value OR a.value > g.value) LIMIT 20;
SELECT 'a mean outside its interval: ' || name FROM summary JOIN metric USING (metric_id) WHERE
    mean < ci_low OR
    mean > ci_high LIMIT 20;
SQL
sort -u "$scratch/found"
[ ! -s "$scratch/found" ]
