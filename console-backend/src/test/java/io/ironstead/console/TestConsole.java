package io.ironstead.console;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The backend alone, for tests: the real application is the user interface's. */
@SpringBootApplication
class TestConsole {}
