/* The whole user space of a booted image: says that it started, and ends. */
#include <sys/reboot.h>
#include <unistd.h>

int main(void)
{
	static const char line[] = "ISOWEAVE BOOTED\n";

	if (write(STDOUT_FILENO, line, sizeof(line) - 1) < 0)
		return 1;
	reboot(RB_POWER_OFF);
	return 1;
}
