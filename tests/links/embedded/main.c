/* A program in C that knows nothing of Rust but one function. */
#include <stdio.h>

const char *frames_report(void);

int main(void) {
    puts(frames_report());
    return 0;
}
