package io.heed.engine.runtime.ort;

import io.heed.engine.runtime.OnnxNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The operators that ONNX Runtime 1.28 has CUDA kernels for, as registered in {@code
 * libonnxruntime_providers_cuda.so} of its Java artifact. Some are there for some types only:
 * {@code MatMulInteger} and {@code QAttention} for INT8, not UINT8. Stateless.
 */
final class CudaOperators {
  private static final Map<String, Set<String>> BY_DOMAIN =
      Map.of(
          OnnxNode.STANDARD_DOMAIN,
          words(
              """
              Abs Add Affine And ArgMax ArgMin Attention AveragePool BatchNormalization Cast Ceil
              Clip Compress Concat ConcatFromSequence Constant ConstantOfShape Conv ConvTranspose
              Cos Crop CumSum DeformConv DepthToSpace DequantizeLinear Div Dropout Einsum Elu Equal
              Erf Exp Expand EyeLike Flatten Floor Gather GatherElements GatherND Gelu Gemm
              GlobalAveragePool GlobalMaxPool Greater GreaterOrEqual GridSample GRU HardSigmoid
              HardSwish Identity If ImageScaler InstanceNormalization IsInf IsNaN LayerNormalization
              LeakyRelu Less LessOrEqual Log LogSoftmax Loop LpNormalization LRN LSTM MatMul
              MatMulInteger Max MaxPool Min Mod Mul Neg NonMaxSuppression NonZero Not OneHot Or Pad
              ParametricSoftplus Pow PRelu QuantizeLinear RandomNormal RandomNormalLike
              RandomUniform RandomUniformLike Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum
              ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare
              Relu Reshape Resize ReverseSequence RMSNormalization RNN RoiAlign RotaryEmbedding Round
              ScaledTanh Scan ScatterElements ScatterND Selu SequenceAt SequenceConstruct
              SequenceEmpty SequenceErase SequenceInsert SequenceLength Shape Shrink Sigmoid Sign
              SimplifiedLayerNormalization Sin Size Slice Softmax Softplus Softsign SpaceToDepth
              Split Sqrt Squeeze Sub Sum Tanh TensorScatter ThresholdedRelu Tile TopK Transpose Trilu
              Unsqueeze Upsample Where Xor
              """),
          "com.microsoft",
          words(
              """
              Attention BeamSearch BiasAdd BiasDropout BiasGelu BiasSoftmax BiasSplitGelu
              BitmaskBiasDropout BitmaskDropout CausalConvWithState ComplexMul ComplexMulConj
              ConvTransposeWithDynamicPads DecoderAttention DecoderMaskedMultiHeadAttention
              DecoderMaskedSelfAttention DequantizeLinear DequantizeWithOrder DynamicTimeWarping
              EmbedLayerNormalization FastGelu FusedConv FusedMatMul GatedRelativePositionBias
              GatherBlockQuantized Gelu GemmFloat8 GemmaRotaryEmbedding GreedySearch GridSample
              GroupNorm GroupQueryAttention Inverse Irfft LinearAttention LongformerAttention
              MatMulBnb4 MatMulNBits MoE MultiHeadAttention NGramRepeatBlock NhwcConv PackedAttention
              PackedMultiHeadAttention PagedAttention QAttention QMoE QOrderedAttention QOrderedGelu
              QOrderedLayerNormalization QOrderedLongformerAttention QOrderedMatMul QuantizeLinear
              QuantizeWithOrder QuickGelu RelativePositionBias RemovePadding RestorePadding Rfft
              RotaryEmbedding Sampling SkipGroupNorm SkipLayerNormalization
              SkipSimplifiedLayerNormalization SparseAttention TransposeMatMul Trilu UnfoldTensor
              WhisperBeamSearch
              """));

  private CudaOperators() {}

  /** The nodes whose operators have no kernel for any type. */
  static List<OnnxNode> withoutKernel(List<OnnxNode> nodes) {
    return nodes.stream()
        .filter(node -> !BY_DOMAIN.getOrDefault(node.domain(), Set.of()).contains(node.operator()))
        .toList();
  }

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }
}
