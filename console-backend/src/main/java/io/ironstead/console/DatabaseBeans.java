package io.ironstead.console;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;

/** The console's H2 database, a file in its data folder; and its settings. */
@Configuration
@EnableConfigurationProperties(ConsoleSettings.class)
@PropertySource("classpath:io/ironstead/console/backend.properties")
class DatabaseBeans {
    private static final int CONNECTIONS_MAX = 8;

    @Bean
    DataSource dataSource(ConsoleSettings settings) throws IOException {
        var folder = Files.createDirectories(settings.dataDir()).toAbsolutePath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var source = new HikariDataSource();
        // A write is on disk before it is acknowledged: H2 would wait half a second by itself.
        source.setJdbcUrl("jdbc:h2:file:" + folder.resolve("console") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
        source.setUsername("console");
        source.setPassword("");
        source.setMaximumPoolSize(CONNECTIONS_MAX);
        source.setMinimumIdle(1);
        return source;
    }
}
