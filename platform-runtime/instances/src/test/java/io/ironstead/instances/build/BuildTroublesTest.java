package io.ironstead.instances.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines as pip 23 and npm 10 write them. */
class BuildTroublesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "ERROR: No matching distribution found for flsk==9 | There is no package flsk==9",
                "ERROR: Invalid requirement: 'flask=1' (from line 3 of requirements.txt)"
                        + "| pip cannot understand flask=1",
                "Hint: It looks like a path. File './tools' does not exist. | There is no such package in the archive: ./tools",
                "ERROR: Directory './docs' is not installable. Neither 'setup.py' nor 'pyproject.toml' found."
                        + "| There is no such package in the archive: ./docs",
                "ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'more.txt'"
                        + "| There is no such file in the archive: more.txt",
                "ERROR: Cannot install a==1 and b==2 because these package versions have conflicting dependencies."
                        + "| These packages do not fit together: a==1 and b==2",
                "ERROR: Package 'numpy' requires a different Python: 3.11.7 not in '>=3.12'"
                        + "| numpy needs Python >=3.12; this node has 3.11.7",
                "error: command 'gcc' failed: No such file or directory | A package has to be compiled, and that failed",
                "fatal error: Python.h: No such file or directory | A package has to be compiled, and that failed",
                "/usr/bin/python3: No module named pip | This node's Python has no venv or no pip",
                "OSError: [Errno 28] No space left on device | This machine's disk is full",
                "npm error code ENOTFOUND | The package registry cannot be reached from this node",
                "npm error notarget No matching version found for express@99.0.0. | There is no package express@99.0.0",
                "npm error 404  'no-such-thing@1' is not in this registry. | There is no package no-such-thing@1",
                "npm error `npm ci` can only install packages when your package.json and package-lock.json or"
                        + "| package.json and package-lock.json do not agree",
                "npm error code EJSONPARSE | package.json is not valid JSON"
            })
    void recognises(String line, String cause) {
        assertThat(BuildTroubles.recognise(List.of("something before", line, "something after"), List.of()))
                .hasValueSatisfying(found -> {
                    assertThat(found.cause()).isEqualTo(cause);
                    assertThat(found.advice()).isNotEmpty();
                });
    }

    @Test
    void namesTheLineOfRequirements() {
        var output = List.of(
                "ERROR: Could not find a version that satisfies the requirement flsk==9 (from versions: none)",
                "ERROR: No matching distribution found for flsk==9");
        var requirements = List.of("# what the shop needs", "flsk==9  # typo", "gunicorn");
        assertThat(BuildTroubles.recognise(output, requirements).orElseThrow().cause())
                .isEqualTo("requirements.txt line 2: There is no package flsk==9");
    }

    @Test
    void doesNotBlameThePackageWhenTheRegistryIsOutOfReach() {
        var output = List.of(
                "WARNING: Retrying ... NewConnectionError('<...>: Failed to establish a new connection: [Errno -2]",
                "ERROR: No matching distribution found for flask");
        assertThat(BuildTroubles.recognise(output, List.of("flask"))
                        .orElseThrow()
                        .cause())
                .contains("The package registry cannot be reached");
    }

    @Test
    void saysNothingOfWhatItDoesNotKnow() {
        assertThat(BuildTroubles.recognise(List.of("Segmentation fault"), List.of()))
                .isEmpty();
    }
}
