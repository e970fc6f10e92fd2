#!/bin/sh
# pjdfstest.sh DIR [FOLDER...]: runs pjdfstest in DIR and counts.
#
# PJDFSTEST names a built checkout of it (with ./pjdfstest and ./tests). Each
# FOLDER is one of its tests' folders; by default those of its Linux list.
# Prints `folder passed failed' and the total; each failed test goes to the
# file pjdfstest.failed in the working folder. Exit status 1 if any failed.
set -u
if [ $# -lt 1 ] || [ ! -d "${PJDFSTEST:-}/tests" ]; then
	echo "usage: PJDFSTEST=checkout pjdfstest.sh DIR [FOLDER...]" >&2
	exit 2
fi
dir=$(realpath "$1")
failed=$PWD/pjdfstest.failed
shift
[ $# -gt 0 ] || set -- chmod chown ftruncate link mkdir mkfifo mknod open \
	rename rmdir symlink truncate unlink utimensat
export TZ=UTC LC_ALL=C
: >"$failed"
passes=0
fails=0
for folder; do
	pass=0
	fail=0
	for test in "$PJDFSTEST/tests/$folder"/*.t; do
		work=$(mktemp -d "$dir/run.XXXXXX") || exit 2
		chmod 755 "$work"
		# fstest reads where it is from the working folder.
		said=$(cd "$work" && sh "$test" 2>/dev/null)
		plan=$(echo "$said" | sed -n 's/^1\.\.\([0-9]*\).*/\1/p')
		# TODO is what Linux itself does otherwise.
		good=$(echo "$said" | grep -c -e '^ok' -e '^not ok .*# TODO')
		pass=$((pass + good))
		missing=$((${plan:-0} - good))
		if [ "$missing" -gt 0 ] || [ -z "$plan" ]; then
			fail=$((fail + (missing > 0 ? missing : 1)))
			echo "$folder/${test##*/}: ${plan:-no plan}" >>"$failed"
			echo "$said" | grep '^not ok' | grep -v '# TODO' \
				>>"$failed"
		fi
		find "$work" -depth -delete 2>/dev/null || rm -rf "$work"
	done
	echo "$folder $pass $fail"
	passes=$((passes + pass))
	fails=$((fails + fail))
done
echo "total $passes $fails"
[ "$fails" -eq 0 ]
