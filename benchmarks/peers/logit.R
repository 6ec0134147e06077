# logit.R - R's glm.fit for logit.py: reads "FOLDER NAME" once, then for every further line, "time" or "cpu", fits and
# answers "seconds coefficient ...".
input <- file("stdin", "r")
at <- strsplit(readLines(input, 1), "\t")[[1]]
size <- readLines(paste0(at[1], "/", at[2], ".json"), warn = FALSE)
n <- as.numeric(sub('.*"n": *([0-9]+).*', "\\1", size))
p <- as.numeric(sub('.*"p": *([0-9]+).*', "\\1", size))
x <- cbind(1, matrix(readBin(paste0(at[1], "/", at[2], ".f64"), "double", n * p), n, p, byrow = TRUE))
y <- readBin(paste0(at[1], "/", at[2], ".y"), "double", n)
cat("ready\n")
flush(stdout())
while (length(line <- readLines(input, 1)) == 1) {
    gc()
    took <- system.time(fit <- glm.fit(x, y, family = binomial(), control = glm.control(epsilon = 1e-10)))
    seconds <- if (line == "cpu") took[["user.self"]] + took[["sys.self"]] else took[["elapsed"]]
    cat(sprintf("%.6f", seconds), sprintf("%.17g", fit$coefficients), "\n")
    flush(stdout())
}
