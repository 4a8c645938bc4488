package command

// The tests that need the program in a process of its own need a terminal too.
const startedAgo = ""

func runProgram() int { return 1 }
