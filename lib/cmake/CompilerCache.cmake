# Compiles through ccache if it is there. Its entries are kept apart by processor, since -march=native means something
# else on each: on a cluster the cache may lie in a home folder that many kinds of machines share.
find_program(ROM_CCACHE ccache)
if(ROM_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(processor "")
  if(EXISTS /proc/cpuinfo)
    file(STRINGS /proc/cpuinfo processor REGEX "^flags" LIMIT_COUNT 1)
  endif()
  string(MD5 processor "${processor}")
  # The sloppiness is what ccache needs to work with precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_NAMESPACE=${processor} CCACHE_SLOPPINESS=pch_defines,time_macros ${ROM_CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  endif()
endif()
