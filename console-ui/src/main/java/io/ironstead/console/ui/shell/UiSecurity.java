package io.ironstead.console.ui.shell;

import com.vaadin.flow.spring.security.VaadinSecurityConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** Lets nobody to a page without signing in, and anybody to the style sheets and scripts that sign-in needs. */
@Configuration
class UiSecurity {
    private static final int AFTER_THE_API = 100;

    @Bean
    @Order(AFTER_THE_API)
    SecurityFilterChain pages(HttpSecurity http) throws Exception {
        http.authorizeHttpRequests(paths -> paths.requestMatchers(
                        "/console-theme/**",
                        "/console/**",
                        "/webjars/**",
                        "/aura/**",
                        "/actuator/health",
                        "/actuator/health/**",
                        "/error")
                .permitAll());
        http.with(VaadinSecurityConfigurer.vaadin(), vaadin -> vaadin.loginView(LoginView.class));
        return http.build();
    }
}
