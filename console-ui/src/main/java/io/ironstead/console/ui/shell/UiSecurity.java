package io.ironstead.console.ui.shell;

import com.vaadin.flow.spring.security.VaadinSecurityConfigurer;
import io.ironstead.console.security.SignInLinks;
import io.ironstead.console.tenants.ConsoleUser;
import io.ironstead.console.tenants.UserService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfFilter;

/** Lets nobody to a page without signing in, and anybody to the style sheets and scripts that sign-in needs. */
@Configuration
class UiSecurity {
    private static final int AFTER_THE_API = 100;

    @Bean
    @Order(AFTER_THE_API)
    SecurityFilterChain pages(HttpSecurity http, SignInLinks links, UserService users) throws Exception {
        http.authorizeHttpRequests(paths -> paths.requestMatchers(
                        "/console-theme/**",
                        "/console/**",
                        "/webjars/**",
                        "/aura/**",
                        "/actuator/health",
                        "/actuator/health/**",
                        "/error")
                .permitAll());
        // The one-time code in the form is a better proof than a CSRF token, so it is looked at first.
        http.addFilterBefore(new SignInLinkFilter(links, users), CsrfFilter.class);
        http.with(
                VaadinSecurityConfigurer.vaadin(),
                vaadin -> vaadin.loginView(LoginView.class)
                        // Addresses that lead nowhere get the error page, not a bare refusal.
                        .anyRequest(AuthorizeHttpRequestsConfigurer.AuthorizedUrl::authenticated));
        return http.build();
    }

    /** For the password form: somebody without a password is nobody to it. */
    @Bean
    UserDetailsService passwordUsers(UserService users) {
        return name -> {
            var hash = users.passwordHash(name).orElseThrow(() -> new UsernameNotFoundException("No such user"));
            return users.find(name)
                    .map(user -> details(user, hash))
                    .orElseThrow(() -> new UsernameNotFoundException("No such user"));
        };
    }

    static UserDetails details(ConsoleUser user, String hash) {
        return User.withUsername(user.name())
                .password(hash)
                .roles(user.role().name())
                .build();
    }
}
