package main

import "os/exec"

// endWithGroup ends the program only.
func endWithGroup(*exec.Cmd) {}
