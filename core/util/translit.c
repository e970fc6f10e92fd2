#include "util/translit.h"

#include <iconv.h>
#include <locale.h>
#include <pthread.h>
#include <string.h>

#include "util/utf8.h"

#define LIKENESS_SIZE 16
#define CACHE_SIZE 1024u

struct likeness {
	uint32_t code; /* 0: free */
	char text[LIKENESS_SIZE];
};

/*
 * One for the process, opened at its first use: the tables are the C
 * library's, and opening them costs more than a thousand names.
 */
static struct {
	pthread_mutex_t lock;
	iconv_t iconv;
	/* The first has the accents and ligatures, the second, where the
	 * library has them, the scripts of Europe. */
	locale_t locale[2];
	struct likeness cache[CACHE_SIZE];
} tables = { .lock = PTHREAD_MUTEX_INITIALIZER };

static pthread_once_t opened = PTHREAD_ONCE_INIT;

static void tables_open(void)
{
	tables.iconv = iconv_open("ASCII//TRANSLIT", "UTF-8");
	tables.locale[0] = newlocale(LC_ALL_MASK, "C.UTF-8", NULL);
	tables.locale[1] = newlocale(LC_ALL_MASK, "C", NULL);
}

/* Newer libraries have smileys for some of them. */
static bool is_picture(uint32_t code)
{
	return (code >= 0x2600 && code <= 0x27bf) || code > 0xffff;
}

static bool is_alphanumeric(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z');
}

/* Not what a library writes for a character without a likeness, and the same
 * in all libraries, so that the same names come of all. */
static bool is_likeness(uint32_t code, const char *text)
{
	const char *at = text;

	if (!strcmp(text, "?") || !strcmp(text, "*"))
		return false;
	while (is_alphanumeric(*at))
		at++;
	return !is_picture(code) || (at > text && !*at);
}

/* The library's table is chosen by the calling thread's locale. */
static bool convert(uint32_t code, locale_t locale, char *out)
{
	char text[UTF8_MAX];
	char *from = text;
	size_t from_left = utf8_put(code, text);
	size_t room = LIKENESS_SIZE - 1;
	locale_t before;
	size_t result;

	if (tables.iconv == (iconv_t)-1 || !locale)
		return false;
	before = uselocale(locale);
	iconv(tables.iconv, NULL, NULL, NULL, NULL);
	result = iconv(tables.iconv, &from, &from_left, &out, &room);
	uselocale(before);
	*out = 0;
	return result != (size_t)-1;
}

static const char *likeness(uint32_t code)
{
	struct likeness *one = &tables.cache[code % CACHE_SIZE];

	if (one->code == code)
		return one->text;
	one->code = code;
	for (int i = 0; i < 2; i++) {
		if (convert(code, tables.locale[i], one->text) &&
			is_likeness(code, one->text))
			return one->text;
	}
	strcpy(one->text, "_");
	return one->text;
}

static bool is_ascii(const char *text)
{
	while (*text > 0)
		text++;
	return !*text;
}

static size_t copy_ascii(const char *text, char *out, size_t size)
{
	size_t length = strnlen(text, size - 1);

	memcpy(out, text, length);
	out[length] = 0;
	return length;
}

size_t translit_ascii(const char *text, char *out, size_t size)
{
	size_t length = 0;
	uint32_t code;

	if (is_ascii(text))
		return copy_ascii(text, out, size);
	pthread_once(&opened, tables_open);
	pthread_mutex_lock(&tables.lock);
	while ((code = utf8_next(&text))) {
		char plain[] = { (char)code, 0 };
		const char *part = code == UTF8_BAD ? "_"
				   : code < 0x80    ? plain
						    : likeness(code);
		size_t bytes = strlen(part);

		if (length + bytes >= size)
			break;
		memcpy(out + length, part, bytes);
		length += bytes;
	}
	pthread_mutex_unlock(&tables.lock);
	out[length] = 0;
	return length;
}
