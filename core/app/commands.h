// SPDX-License-Identifier: MIT
//
// The subcommands of the program, each a function from the command line to an exit status.
//
// Flow:      main picks one.
// Threading: control thread.
// Ownership: none.
// Errors:    exit status 1, with the reason on standard error; 130 for a login that the operator stopped.
#pragma once

#include "core/app/command_line.h"

namespace aipool::app {

int serve(const CommandLine& line);
int check(const CommandLine& line);
int plugins(const CommandLine& line);
int convert(const CommandLine& line);
int login(const CommandLine& line);
int probe(const CommandLine& line);  // of the program itself: FILE PARENT
int version();

}  // namespace aipool::app
