#include "boot/bootline.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

bool bootline_begin(struct bootline *line, const char *from, size_t size)
{
	if (size >= sizeof(line->text) || memchr(from, '\0', size))
		return false;
	memcpy(line->text, from, size);
	line->text[size] = '\0';
	line->next = line->text;
	return true;
}

/* Moves the quoted text from *FROM to *TO, and both behind it. */
static bool unquote(char **from, char **to)
{
	char *read = *from + 1;

	while (*read && *read != '"') {
		if (*read == '\\' && read[1])
			read++;
		*(*to)++ = *read++;
	}
	*from = *read ? read + 1 : read;
	return *read;
}

char *bootline_word(struct bootline *line, bool *whole)
{
	char *read = line->next, *word, *write;
	bool is_last;

	*whole = true;
	while (is_blank(*read))
		read++;
	if (!*read || *read == '#') {
		line->next = read + strlen(read);
		return NULL;
	}
	word = write = read;
	while (*read && !is_blank(*read) && *whole) {
		if (*read == '"')
			*whole = unquote(&read, &write);
		else
			*write++ = *read++;
	}
	is_last = !*read;
	*write = '\0';
	line->next = is_last ? read : read + 1;
	return word;
}

void bootline_quote(FILE *out, const char *word)
{
	if (*word && *word != '#' && !strpbrk(word, " \t\r\"\\")) {
		fputs(word, out);
		return;
	}
	putc('"', out);
	for (; *word; word++) {
		if (*word == '"' || *word == '\\')
			putc('\\', out);
		putc(*word, out);
	}
	putc('"', out);
}
