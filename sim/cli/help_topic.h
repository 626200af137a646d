/*
 * cli/help_topic.h - topics of `tinyfleet help` that come from the program's own tables.
 */
#ifndef TINYFLEET_CLI_HELP_TOPIC_H
#define TINYFLEET_CLI_HELP_TOPIC_H

/* Keys of one kind of section, or of all (NULL), as "text" (NULL) or "csv". Answers a status. */
int help_keys(const char *kind, const char *format);

/* Every metric: name, unit, headline, meaning. */
int help_metrics(void);

#endif
