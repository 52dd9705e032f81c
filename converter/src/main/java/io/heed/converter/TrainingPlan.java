package io.heed.converter;

import io.heed.converter.corpus.CorpusOptions;
import io.heed.converter.layer.NetworkConfig;
import io.heed.converter.train.TrainingOptions;
import io.heed.converter.vocabulary.TextStandardizer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to train from what, and where the result goes.
 *
 * @param preset the name of the preset that the settings began with
 * @param data labelled texts to train on
 * @param corpus how to read them, and the test data
 * @param testData labelled texts to measure the finished model on; never trained on or chosen by
 * @param validationFraction share of the data set aside to choose the best epoch
 * @param standardizer how texts become words
 * @param network the network; vocabulary size is a maximum, labels are taken from the data
 * @param options the training options
 * @param output the model directory to write
 * @param workFolder where checkpoints are kept until the model is written
 * @param resume whether to continue from a checkpoint if there is one
 * @param command the command line, for the model card
 * @param dataNote where the data comes from and under which terms, for the model card
 */
public record TrainingPlan(
    String preset,
    Path data,
    CorpusOptions corpus,
    Optional<Path> testData,
    double validationFraction,
    TextStandardizer standardizer,
    NetworkConfig network,
    TrainingOptions options,
    Path output,
    Path workFolder,
    boolean resume,
    String command,
    Optional<String> dataNote) {}
