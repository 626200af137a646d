#!/bin/sh
# A sort has a total order, and no walk through a hash table reaches a result; allowed.txt says
# why for each file that sorts or walks.
set -u
. "$(dirname "$0")/tidy.sh"

code sim >"$work/code"
calls sort "qsort(_r)?|g_qsort_with_data|g_(array|ptr_array|list|slist|queue|sequence)_\
(sort(_with_data|_values)?|insert_sorted)" <"$work/code"
calls hash-walk "g_hash_table_(iter_init|foreach(_remove|_steal)?|find|get_keys(_as_array)?|\
get_values)" <"$work/code"
verdict "order comes from the model, not from a sort or a hash table"
