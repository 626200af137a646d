# bench/mutants_pick.awk - an order of the mistakes of mutants.awk in which every stratum has its
# share however many are taken; within a stratum by chance. Variables: seed.
# One mistake for each line of source, so that no line is asked twice.
BEGIN {
    FS = "\t"
    share["counter"] = 0.16; share["ledger"] = 0.10; share["caption"] = 0.12
    share["world"] = 0.20; share["control"] = 0.04; share["policy"] = 0.08
    share["exp"] = 0.14; share["hw"] = 0.06; share["out"] = 0.10
    state = seed % 2147483646 + 1
    for (i = 0; i < 10; i++) chance(1)
}

{
    n = ++count[$1]
    row[$1, n] = $0
}

END {
    for (;;) {
        best = ""
        for (s in share) {
            if (count[s] == 0) continue
            owed = share[s] * (total + 1) - taken[s]
            if (best == "" || owed > most || owed == most && s < best) { best = s; most = owed }
        }
        if (best == "") exit
        n = chance(count[best])
        text = row[best, n]
        row[best, n] = row[best, count[best]]
        count[best]--
        split(text, field, "\t")
        if ((field[2], field[3]) in seen) continue
        seen[field[2], field[3]] = 1
        taken[best]++
        total++
        print text
    }
}

# 1..n, by the minimal standard generator.
function chance(n) {
    state = state * 16807 % 2147483647
    return int(state / 2147483647 * n) + 1
}
