// Makes and searches graphs of hnswlib in a process of its own, for comparison.
//
//   build  METRIC DIM M EFC THREADS ROWS INDEX
//   search METRIC DIM INDEX QUERIES
//
// ROWS and QUERIES are files of little-endian floats. `search` reads lines "EF K FROM TO" and answers each with a
// line for every query, its nanoseconds and ids, and a line with the nanoseconds of the processor for all.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <memory>
#include <queue>
#include <string>
#include <thread>
#include <vector>

#include "hnswlib/hnswlib.h"

static std::vector<float> read(const char *name) {
  std::ifstream in(name, std::ios::binary | std::ios::ate);
  std::vector<float> values(in.tellg() / sizeof(float));
  in.seekg(0);
  in.read(reinterpret_cast<char *>(values.data()), values.size() * sizeof(float));
  return values;
}

static long long nanos(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(int count, char **words) {
  if (count < 6) {
    return 2;
  }
  size_t dim = std::stoul(words[3]);
  std::unique_ptr<hnswlib::SpaceInterface<float>> space;
  if (!strcmp(words[2], "l2")) {
    space.reset(new hnswlib::L2Space(dim));
  } else {
    space.reset(new hnswlib::InnerProductSpace(dim));
  }
  if (!strcmp(words[1], "build")) {
    std::vector<float> rows = read(words[7]);
    size_t total = rows.size() / dim;
    hnswlib::HierarchicalNSW<float> graph(space.get(), total, std::stoul(words[4]), std::stoul(words[5]));
    graph.addPoint(rows.data(), 0);
    std::atomic<size_t> next(1);
    std::vector<std::thread> threads;
    for (int i = 0; i < std::stoi(words[6]); i++) {
      threads.emplace_back([&] {
        for (size_t row = next++; row < total; row = next++) {
          graph.addPoint(rows.data() + row * dim, row);
        }
      });
    }
    for (std::thread &thread : threads) {
      thread.join();
    }
    graph.saveIndex(words[8]);
    printf("%lld\n", nanos(CLOCK_PROCESS_CPUTIME_ID));
    return 0;
  }
  hnswlib::HierarchicalNSW<float> graph(space.get(), words[4]);
  std::vector<float> queries = read(words[5]);
  size_t ef, k, from, to;
  while (std::cin >> ef >> k >> from >> to) {
    graph.setEf(ef);
    std::vector<std::priority_queue<std::pair<float, hnswlib::labeltype>>> found(to - from);
    std::vector<long long> took(to - from);
    long long cpu = nanos(CLOCK_THREAD_CPUTIME_ID);
    for (size_t query = from; query < to; query++) {
      auto begin = std::chrono::steady_clock::now();
      found[query - from] = graph.searchKnn(queries.data() + query * dim, k);
      auto passed = std::chrono::steady_clock::now() - begin;
      took[query - from] = std::chrono::duration_cast<std::chrono::nanoseconds>(passed).count();
    }
    long long spent = nanos(CLOCK_THREAD_CPUTIME_ID) - cpu;
    for (size_t i = 0; i < found.size(); i++) {
      std::string ids;
      for (; !found[i].empty(); found[i].pop()) {
        ids = " " + std::to_string(found[i].top().second) + ids;
      }
      printf("%lld%s\n", took[i], ids.c_str());
    }
    printf("%lld\n", spent);
    fflush(stdout);
  }
  return 0;
}
