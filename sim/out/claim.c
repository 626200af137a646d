#include "out/claim.h"

#include "out/report_html.h"
#include "out/view.h"

void claim_put(GString *html, const char *shown, const char *what)
{
    g_assert(html && shown && what);
    g_string_append(html, "<data value=\"");
    html_text(html, what);
    g_string_append(html, "\">");
    html_text(html, shown);
    g_string_append(html, "</data>");
}

void claim_put_of(GString *html, const Study *study, const char *shown, Claim claim)
{
    g_assert(html && study && shown && claim.words && claim.metric);
    g_autofree char *place = view_scope_text(view_scope(study, claim.scope));
    g_autofree char *what = g_strdup_printf("%s %s in %s", claim.words, claim.metric, place);
    claim_put(html, shown, what);
}

void claim_put_name(GString *html, const char *name)
{
    g_assert(html && name);
    g_string_append(html, "<span class=\"name\">");
    html_text(html, name);
    g_string_append(html, "</span>");
}
