package io.heed.examples.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the web service. */
@SpringBootApplication
public class ClassifierApplication {
  /** The entry of the program. */
  public static void main(String[] args) {
    SpringApplication.run(ClassifierApplication.class, args);
  }
}
