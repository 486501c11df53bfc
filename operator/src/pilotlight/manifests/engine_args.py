"""The engine's command line, as a list: never a shell string."""

from pilotlight.api.v1alpha1 import Engine


def engine_args(engine: Engine) -> list[str]:
    """vLLM flags of the typed fields that are set, then the extra ones as they were written."""
    args = []
    if engine.max_model_len is not None:
        args.append(f"--max-model-len={engine.max_model_len}")
    if engine.dtype is not None:
        args.append(f"--dtype={engine.dtype}")
    if engine.quantization is not None:
        args.append(f"--quantization={engine.quantization}")
    if engine.kv_cache_dtype is not None:
        args.append(f"--kv-cache-dtype={engine.kv_cache_dtype}")
    if engine.tensor_parallel_size > 1:
        args.append(f"--tensor-parallel-size={engine.tensor_parallel_size}")
    if engine.pipeline_parallel_size > 1:
        args.append(f"--pipeline-parallel-size={engine.pipeline_parallel_size}")
    if engine.gpu_memory_utilization_percent is not None:
        args.append(f"--gpu-memory-utilization={engine.gpu_memory_utilization_percent / 100:.2f}")
    if engine.max_num_seqs is not None:
        args.append(f"--max-num-seqs={engine.max_num_seqs}")
    if engine.enable_prefix_caching is not None:
        prefix = "" if engine.enable_prefix_caching else "no-"
        args.append(f"--{prefix}enable-prefix-caching")
    return args + engine.extra_args
