#!/bin/sh
# Includes point down: to the file's own layer or one of lower rank. world and control are blind
# to each other; a policy family sees its own header of rank 4 and no other family.
set -u
. "$(dirname "$0")/tidy.sh"

sources sim | xargs -r awk '
    BEGIN {
        split("util:0 engine:1 stat:1 nn:2 env:2 hw:3 net:3 learn:3 wire:3 world:4 control:4 " \
              "policy:5 exp:6 out:7 cli:8", list, " ")
        for (i in list) { split(list[i], pair, ":"); rank[pair[1]] = pair[2] }
        split("lb=world/lb.h arrival=world/arrival.h fault=world/fault.h " \
              "health=control/monitor.h recovery=control/recovery.h " \
              "rollout=control/rollout.h fed=control/fed.h", list, " ")
        for (i in list) { split(list[i], pair, "="); header_of[pair[1]] = pair[2] }
    }
    function say(what) { printf "%s:%d: %s\n", FILENAME, FNR, what }
    FNR == 1 {
        split(FILENAME, part, "/")
        layer = part[2]
        family = part[3]
        if (!(layer in rank)) say("sim/" layer " is no layer")
    }
    /^[ \t]*#[ \t]*include[ \t]*"/ {
        split($0, quoted, "\"")
        path = quoted[2]
        split(path, to, "/")
        if (path ~ /\.c$/) say(path " is a source, not a header")
        if ((getline line < ("sim/" path)) < 0) { say(path " is not written from sim/"); next }
        close("sim/" path)
        if (!(to[1] in rank)) { say(path " is in no layer"); next }
        if (to[1] != layer && rank[to[1]] > rank[layer])
            say(path " points up, from " layer " (" rank[layer] ") to " to[1] " (" rank[to[1]] ")")
        else if (to[1] != layer && rank[to[1]] == rank[layer])
            say(path " points sideways, from " layer " to " to[1])
        if (layer == "policy" && rank[to[1]] == 4 && path != header_of[family])
            say("policy/" family " sees " header_of[family] ", not " path)
        if (layer == "policy" && to[1] == "policy" && to[2] != family)
            say("policy/" family " sees no other family: " path)
    }' >>"$work/found"
verdict "every include points down"
