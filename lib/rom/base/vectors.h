// The vectors of this processor. Products and activations are compiled for AVX2 and for AVX-512, and the widest that
// the processor has is taken when the program runs; all give the same bits. The rest is compiled for AVX2 with FMA
// alone, without which a program ends with a sentence before it begins.
#pragma once

namespace rom {

// Takes no wider ones than `name`, avx2 or avx512; null for the widest. Before the first product. Throws Error (status
// 2) if there is no such name, or if the processor lacks them.
void limit_vectors(const char* name);

}  // namespace rom
