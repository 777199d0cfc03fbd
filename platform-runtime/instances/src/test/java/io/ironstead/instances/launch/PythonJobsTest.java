package io.ironstead.instances.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.ironstead.model.InstanceId;
import io.ironstead.model.ServiceName;
import io.ironstead.model.SiteName;
import io.ironstead.model.VersionId;
import io.ironstead.model.VersionKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parallel jobs in Python, from the files that every instance is given. */
class PythonJobsTest {
    private static final VersionKey VERSION =
            new VersionKey(new SiteName("shop"), ServiceName.DEFAULT, new VersionId("v1"));

    @TempDir
    Path folder;

    private Map<String, String> given() throws IOException {
        try (var opened = new PythonJobs(folder).open(VERSION, new InstanceId("i1"), Runnable::run)) {
            return new HashMap<>(opened.environment());
        }
    }

    @Test
    void runRaiseEndAndAreCancelledAsTheirCallerIsTold() throws Exception {
        given();
        var script = Path.of(PythonJobsTest.class.getResource("/jobs/check.py").toURI());
        var builder = new ProcessBuilder("python3", script.toString()).redirectErrorStream(true);
        builder.environment().put("PYTHONPATH", folder.toString());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        var process = builder.start();
        var told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(told).isEqualTo("all is well\n");
    }

    @Test
    void addToWhatAProgramSaysItself() throws IOException {
        var plain = given();
        PythonJobs.join(plain);
        assertThat(plain)
                .containsEntry("PYTHONPATH", folder.toString())
                .containsEntry("GUNICORN_CMD_ARGS", "--config=" + folder + "/ironstead_gunicorn.py");

        var own = given();
        own.putAll(Map.of("PYTHONPATH", "lib", "GUNICORN_CMD_ARGS", "--chdir web"));
        PythonJobs.join(own);
        assertThat(own)
                .containsEntry("PYTHONPATH", "lib:" + folder)
                .containsEntry("GUNICORN_CMD_ARGS", "--chdir web --config=" + folder + "/ironstead_gunicorn.py");
    }

    @Test
    void leaveAConfigurationOfTheProgramsOwnAlone() throws IOException {
        var own = given();
        own.put("GUNICORN_CMD_ARGS", "-c mine.py");
        PythonJobs.join(own);

        assertThat(own).containsEntry("GUNICORN_CMD_ARGS", "-c mine.py");
    }
}
