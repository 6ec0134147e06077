# clusterboot.R FILE ROWS COLUMNS K B - bootstrap stability by fpc::clusterboot; FILE: doubles, row by row. Prints one JSON line: wall and CPU
# seconds, mean Jaccard index of each cluster.
arguments <- commandArgs(TRUE)
size <- as.integer(arguments[2:5])
x <- matrix(readBin(arguments[1], "double", size[1] * size[2]), ncol = size[2], byrow = TRUE)
suppressPackageStartupMessages(library(fpc))
set.seed(1)
clock <- system.time(boot <- clusterboot(x, B = size[4], bootmethod = "boot", bscompare = TRUE, clustermethod = kmeansCBI, krange = size[3],
                                         runs = 10, count = FALSE))
cat(sprintf('{"wall": %.3f, "cpu": %.3f, "jaccard": [%s]}\n', clock[["elapsed"]], clock[["user.self"]] + clock[["sys.self"]],
            paste(sprintf("%.4f", boot$bootmean), collapse = ", ")))
