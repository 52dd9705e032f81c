/**
 * The layers of the classifier, each a small builder of a SameDiff sub-graph, and the network that
 * they make.
 *
 * <p>Start at {@link io.heed.converter.layer.ClassifierNetwork}. A layer takes variables of one
 * graph and gives a variable of the same graph; it creates its parameters through {@link
 * io.heed.converter.layer.LayerScope}, so that two graphs with the same parameter names can be
 * built for training and inference. Confined to the thread that builds the graph. No data and no
 * optimiser here.
 */
@NullMarked
package io.heed.converter.layer;

import org.jspecify.annotations.NullMarked;
